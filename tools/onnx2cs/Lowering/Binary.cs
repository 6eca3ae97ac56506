using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Sums and products of two activations: of one shape, of one and a single pixel, or of one and a single channel.</summary>
internal static class Binary
{
    public static Value Of(Call call, OpKind kind, Value a, Value b)
    {
        if (Size(b) > Size(a)) (a, b) = (b, a);
        var operand = Operand(call, a, b)
            ?? throw new ConversionException($"of shapes {Describe(a)} and {Describe(b)} is not supported");
        return a.With(call.New(kind, a.Op!.Shape, a.Op, operand));
    }

    private static long Size(Value value) => value.Op!.Shape.Count;

    private static Op? Operand(Call call, Value a, Value b)
    {
        var (shape, other) = (a.Op!.Shape, b.Op!);
        var sameOrder = a.ChannelsLast == b.ChannelsLast || !a.IsOrdered || !b.IsOrdered;
        if (shape == other.Shape) return sameOrder && a.Shape.AsSpan().SequenceEqual(b.Shape) ? other : null;
        if (b.Shape.Length > a.Shape.Length) return null;
        int[] lengths = [.. Enumerable.Repeat(1, a.Shape.Length - b.Shape.Length), .. b.Shape];
        var channel = a.ChannelAxis;
        if (channel < 0) return null;
        var alongChannels = lengths[channel] == shape.C;
        var alongPixels = lengths.Where((length, axis) => axis != channel && length != a.Shape[axis]).FirstOrDefault() == 0;
        var single = lengths.Where((length, axis) => axis != channel && length != 1).FirstOrDefault() == 0;
        if (other.Shape == new Chw(shape.C, 1, 1) && alongChannels && (single || alongPixels)) return other;

        // One channel for all: a convolution copies it.
        var oneChannel = other.Shape.C == 1 && lengths[channel] == 1
            && ((alongPixels && (other.Shape.H, other.Shape.W) == (shape.H, shape.W)) || (single && other.Shape.Count == 1));
        return oneChannel ? call.Pointwise(other, shape.C, [.. Enumerable.Repeat(1.0, shape.C)]) : null;
    }

    private static string Describe(Value value) => OnnxTensor.Describe(value.Shape);
}
