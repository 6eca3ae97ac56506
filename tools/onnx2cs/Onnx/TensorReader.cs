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
        if (type.Size() == 0)
            throw new ConversionException($"its element type {tensor.DataType} is not supported; export the model in float32");
        var shape = tensor.Dims.Select(length => OnnxNode.Whole(length, "a dimension")).ToArray();
        var count = OnnxTensor.Count(shape);
        var raw = tensor.DataLocation != 1 ? tensor.RawData.Span : external is not null ? external.Read(tensor, (long)count * type.Size())
            : throw new ConversionException("its data lies in another file, which only weights may");
        var values = raw.Length > 0 ? FromBytes(raw, type) : FromFields(tensor, type);
        if (values.Length != count)
            throw new ConversionException(
                $"its shape {OnnxTensor.Describe(shape)} asks for {count} values but it holds {values.Length}; the file is damaged");
        return new(shape, values, type);
    }

    private static double[] FromBytes(ReadOnlySpan<byte> bytes, ElementType type)
    {
        if (bytes.Length % type.Size() != 0)
            throw new ConversionException($"its {bytes.Length} bytes are no whole number of values; the file is damaged");
        return type switch
        {
            ElementType.Float => Widen<float>(bytes, x => x),
            ElementType.Double => Widen<double>(bytes, x => x),
            ElementType.Float16 => Widen<Half>(bytes, x => (double)x),
            ElementType.Int32 => Widen<int>(bytes, x => x),
            ElementType.Int64 => Widen<long>(bytes, x => x),
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

    private static double[] FromFields(TensorProto tensor, ElementType type) => type switch
    {
        ElementType.Float => [.. tensor.FloatData.Select(x => (double)x)],
        ElementType.Double => [.. tensor.DoubleData],
        ElementType.Int64 => [.. tensor.Int64Data.Select(x => (double)x)],
        ElementType.Float16 => [.. tensor.Int32Data.Select(x => (double)BitConverter.UInt16BitsToHalf((ushort)x))],
        _ => [.. tensor.Int32Data.Select(x => (double)x)],
    };
}
