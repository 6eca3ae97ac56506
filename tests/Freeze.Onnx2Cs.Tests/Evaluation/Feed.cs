using System.Runtime.InteropServices;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>An input of a node on trial.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Lengths of its axes.</param>
/// <param name="Least">Smallest of the random elements.</param>
/// <param name="Most">Largest of the random elements.</param>
/// <param name="Values">The elements where they are not random.</param>
/// <param name="IsConstant">Whether it stands in the file as a weight.</param>
internal sealed record Feed(ElementType Type, int[] Shape, double Least, double Most, double[]? Values = null, bool IsConstant = false)
{
    public Feed Constant => this with { IsConstant = true };

    public static Feed F(params int[] shape) => new(ElementType.Float, shape, -2, 2);

    public static Feed Positive(params int[] shape) => new(ElementType.Float, shape, 0.25, 2);

    public static Feed Between(double least, double most, params int[] shape) => new(ElementType.Float, shape, least, most);

    /// <summary>Whole numbers over the range of a narrow type, or from -9 to 9 in a wide one; truth values.</summary>
    public static Feed Of(ElementType type, params int[] shape) => type == ElementType.Bool ? new(type, shape, 0, 1)
        : type.IsInteger() ? new(type, shape, Math.Max(-9, type.Range()!.Value.Least), 9) : new(type, shape, -2, 2);

    public static Feed Bytes(params int[] shape) => new(ElementType.UInt8, shape, 0, 255);

    public static Feed SignedBytes(params int[] shape) => new(ElementType.Int8, shape, -128, 127);

    /// <summary>
    /// Signed bytes of seven bits: pairs of products with bytes overflow 16 bits otherwise, as ONNX Runtime sums them on older processors.
    /// </summary>
    public static Feed Weights(params int[] shape) => new(ElementType.Int8, shape, -64, 63, IsConstant: true);

    /// <summary>Stated elements of a type; the shape a row of them unless stated.</summary>
    public static Feed Given(ElementType type, double[] values, params int[] shape) =>
        new(type, shape.Length == 0 ? [values.Length] : shape, 0, 0, values);

    public static Feed Floats(params double[] values) => Given(ElementType.Float, values);

    /// <summary>A row of 64-bit integers that stands in the file, as shapes and axes do.</summary>
    public static Feed I(params long[] values) => new(ElementType.Int64, [values.Length], 0, 0,
        [.. values.Select(value => (double)value)], IsConstant: true);

    /// <summary>A single number that stands in the file.</summary>
    public static Feed N(double value, ElementType type = ElementType.Float) => new(type, [], 0, 0, [value], IsConstant: true);

    public OnnxTensor Make(Random random)
    {
        if (Values is not null) return new(Shape, Values, Type);
        return new(Shape, [.. Enumerable.Range(0, OnnxTensor.Count(Shape)).Select(_ => Number(random))], Type);
    }

    /// <summary>A tensor's elements as the format holds them.</summary>
    public static byte[] ToBytes(OnnxTensor x) => x.Type switch
    {
        ElementType.Float => Narrow(x, v => (float)v),
        ElementType.Double => Narrow(x, v => v),
        ElementType.Float16 => Narrow(x, v => (Half)v),
        ElementType.BFloat16 => Narrow(x, v => (ushort)(BitConverter.SingleToUInt32Bits((float)v) >> 16)),
        ElementType.UInt8 or ElementType.Bool => Narrow(x, v => (byte)v),
        ElementType.Int8 => Narrow(x, v => (sbyte)v),
        ElementType.UInt16 => Narrow(x, v => (ushort)v),
        ElementType.Int16 => Narrow(x, v => (short)v),
        ElementType.UInt32 => Narrow(x, v => (uint)v),
        ElementType.Int32 => Narrow(x, v => (int)v),
        ElementType.UInt64 => Narrow(x, v => (ulong)v),
        ElementType.Int64 => Narrow(x, v => (long)v),
        ElementType.Int4 or ElementType.UInt4 => [.. x.Values.Chunk(2).Select(pair => (byte)(((int)pair[0] & 15) | ((int)pair[^1] << 4)))],
        _ => throw new NotSupportedException(x.Type.ToString()),
    };

    private double Number(Random random)
    {
        if (Type.IsInteger()) return random.NextInt64((long)Least, (long)Most + 1);
        var value = Least + (random.NextDouble() * (Most - Least));
        return Type switch
        {
            ElementType.Float16 => (double)(Half)value,
            ElementType.BFloat16 => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)value) & 0xffff0000),
            ElementType.Double => value,
            _ => (float)value,
        };
    }

    private static byte[] Narrow<T>(OnnxTensor x, Func<double, T> narrow)
        where T : unmanaged => MemoryMarshal.AsBytes(Array.ConvertAll(x.Values, v => narrow(v)).AsSpan()).ToArray();
}
