using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Operators that move elements without computing.</summary>
internal static class LowerShape
{
    public static Value Same(Call call) => call.Edge(0);

    public static Value Dropout(Call call)
    {
        if (call.Constants.Optional(2) is { } training && training.Values.Any(x => x != 0))
            throw new ConversionException("in training mode is not supported; export the model in evaluation mode");
        return call.Edge(0);
    }

    public static Value Cast(Call call) => (ElementType)call.Node.Integer("to", 0) is ElementType.Float or ElementType.Double or ElementType.Float16
        ? call.Edge(0)
        : throw new ConversionException("of an activation to anything but float is not supported");

    public static Value Reshape(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        return x with { Shape = Reshaping.Shape(call.Constants, x.Shape) };
    }

    public static Value Shape(Call call) => Value.Of(Reference.Constants.Shape(call.Node, call.Edge(0).Shape));

    /// <summary>A single pixel seen as many: the gate of a squeeze-excitation before its product, which broadcasts by itself.</summary>
    public static Value Expand(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var shape = Broadcasting.Shape(x.Shape, Reference.Expand.Wanted(call.Constants));
        var pixel = x.Op!.Shape is { H: 1, W: 1 } && x.ChannelAxis >= 0 && shape.Length == x.Shape.Length
            && shape[0] == 1 && shape[x.ChannelAxis] == x.Op.Shape.C;
        return pixel || OnnxTensor.Count(shape) == OnnxTensor.Count(x.Shape) ? x with { Shape = shape }
            : throw new ConversionException($"of {OnnxTensor.Describe(x.Shape)} to {OnnxTensor.Describe(shape)} is not supported");
    }

    /// <summary>A transposition that moves only axes of length 1 leaves the order of the elements; one that moves the channels is noted.</summary>
    public static Value Transpose(Call call)
    {
        var x = call.Edge(0);
        var permutation = Reference.Transpose.Permutation(call.Node, x.Shape.Length);
        var moved = permutation.Where(axis => x.Shape[axis] != 1).ToArray();
        int[] shape = [.. permutation.Select(axis => x.Shape[axis])];
        var axes = x.LongAxes();
        if (moved.SequenceEqual(axes)) return x with { Shape = shape };
        if (x.IsOrdered && !x.ChannelsLast && x.Shape[axes[0]] == x.Op!.Shape.C && moved.SequenceEqual([.. axes[1..], axes[0]]))
            return x with { Shape = shape, ChannelsLast = true };
        if (x.IsOrdered && x.ChannelsLast && x.Shape[axes[^1]] == x.Op!.Shape.C && moved.SequenceEqual([axes[^1], .. axes[..^1]]))
            return x with { Shape = shape, ChannelsLast = false };
        if (ChannelShuffle.Lower(call, x, permutation, shape) is { } shuffled) return shuffled;
        throw new ConversionException(
            $"of {OnnxTensor.Describe(x.Shape)} by [{string.Join(',', permutation)}] is not supported; it may bring the channels last and back");
    }

    public static Value Concat(Call call)
    {
        var parts = Enumerable.Range(0, call.Count).Select(call.Edge).ToArray();
        var axis = Arguments.Axis(call.Node.Integer("axis", 1), parts[0].Shape.Length);
        var (first, last) = (parts[0].Op!.Shape, parts[0].ChannelsLast);
        foreach (var part in parts)
        {
            var otherOrder = part.IsOrdered && parts[0].IsOrdered && part.ChannelsLast != last;
            if (part.ChannelAxis != axis || part.Shape.Length != parts[0].Shape.Length || otherOrder
                || (part.Op!.Shape.H, part.Op.Shape.W) != (first.H, first.W))
                throw new ConversionException("along anything but the channels of equally large images is not supported");
        }
        if (parts.Length == 1) return parts[0];
        var sum = parts.Sum(part => part.Op!.Shape.C);
        var op = call.New(OpKind.Concat, new(sum, first.H, first.W), [.. parts.Select(part => part.Op!)]);
        int[] shape = [.. parts[0].Shape];
        shape[axis] = sum;
        return new(null, op, shape, parts.Any(part => part.IsOrdered && part.ChannelsLast));
    }
}
