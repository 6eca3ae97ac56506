using System.Runtime.InteropServices;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Reads the format's tensors, whichever of its fields holds the data.</summary>
internal static class TensorReader
{
    /// <summary>Reads a tensor; <paramref name="external"/> reads external data, null where there can be none.</summary>
    public static OnnxTensor Read(TensorProto tensor, ExternalData? external)
    {
        var type = (ElementType)tensor.DataType;
        if (type.Bits() == 0 && type != ElementType.String)
            throw new ConversionException(
                $"its element type {ElementTypes.NameOf(tensor.DataType)} is not supported; export the model in float32");
        var shape = tensor.Dims.Select(length => OnnxNode.Whole(length, "a dimension")).ToArray();

        // Weights were charged before the first was read. A tensor of a node may be that of a function, and is read at each call.
        var count = external is null ? Allowance.Take(shape) : OnnxTensor.Count(shape);
        if (type == ElementType.String) return Texts(tensor, shape, count);
        var raw = tensor.DataLocation != ExternalData.Location ? tensor.RawData.Span : external is not null ? external.Read(tensor, type.Bytes(count))
            : throw new ConversionException("its data lies in another file, which only weights may");
        var values = raw.Length > 0 ? FromBytes(raw, type, count) : FromFields(tensor, type, count);
        if (values.Length != count) throw Damaged(shape, count, values.Length);
        return new(shape, values, type);
    }

    private static OnnxTensor Texts(TensorProto tensor, int[] shape, int count)
    {
        if (tensor.StringData.Count != count) throw Damaged(shape, count, tensor.StringData.Count);
        return new(shape, [.. Enumerable.Range(0, count).Select(i => (double)i)], ElementType.String)
        {
            Texts = [.. tensor.StringData.Select(text => text.ToStringUtf8())],
        };
    }

    private static ConversionException Damaged(int[] shape, int count, int held) =>
        new($"its shape {OnnxTensor.Describe(shape)} asks for {count} values but it holds {held}; the file is damaged");

    private static double[] FromBytes(ReadOnlySpan<byte> bytes, ElementType type, int count)
    {
        if (type.Bits() == 4) return Halves([.. bytes], type, count);
        if (bytes.Length % type.Bytes(1) != 0)
            throw new ConversionException($"its {bytes.Length} bytes are no whole number of values; the file is damaged");
        return type switch
        {
            ElementType.Float => Widen<float>(bytes, x => x),
            ElementType.Double => Widen<double>(bytes, x => x),
            ElementType.Float16 => Widen<Half>(bytes, x => (double)x),
            ElementType.BFloat16 => Widen<ushort>(bytes, x => FromBFloat16(x)),
            ElementType.Int32 => Widen<int>(bytes, x => x),
            ElementType.UInt32 => Widen<uint>(bytes, x => x),
            ElementType.Int64 => Widen<long>(bytes, x => x),
            ElementType.UInt64 => Widen<ulong>(bytes, x => x),
            ElementType.Int16 => Widen<short>(bytes, x => x),
            ElementType.UInt16 => Widen<ushort>(bytes, x => x),
            ElementType.Int8 => Widen<sbyte>(bytes, x => x),
            _ => Widen<byte>(bytes, x => x),
        };
    }

    // The format is little-endian, as every machine that .NET runs on.
    private static double[] Widen<T>(ReadOnlySpan<byte> bytes, Func<T, double> widen)
        where T : unmanaged
    {
        var values = new double[bytes.Length / Marshal.SizeOf<T>()];
        var source = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < values.Length; i++) values[i] = widen(source[i]);
        return values;
    }

    // Two values in a byte, the first in its lower half; the last half of an odd number of values is padding.
    private static double[] Halves(byte[] bytes, ElementType type, int count)
    {
        if (bytes.Length != type.Bytes(count))
            throw new ConversionException($"it holds {bytes.Length} bytes for {count} values of four bits; the file is damaged");
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            var half = i % 2 == 0 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4;
            values[i] = type == ElementType.Int4 && half > 7 ? half - 16 : half;
        }
        return values;
    }

    private static double[] FromFields(TensorProto tensor, ElementType type, int count) => type switch
    {
        ElementType.Float => [.. tensor.FloatData.Select(x => (double)x)],
        ElementType.Double => [.. tensor.DoubleData],
        ElementType.Int64 => [.. tensor.Int64Data.Select(x => (double)x)],
        ElementType.UInt32 or ElementType.UInt64 => [.. tensor.Uint64Data.Select(x => (double)x)],
        ElementType.Float16 => [.. tensor.Int32Data.Select(x => (double)BitConverter.UInt16BitsToHalf((ushort)x))],
        ElementType.BFloat16 => [.. tensor.Int32Data.Select(x => FromBFloat16((ushort)x))],
        ElementType.Int4 or ElementType.UInt4 => Halves([.. tensor.Int32Data.Select(x => (byte)x)], type, count),
        _ => [.. tensor.Int32Data.Select(x => (double)x)],
    };

    private static double FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
