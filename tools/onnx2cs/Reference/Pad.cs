using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Pad
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var (begin, end) = Amounts(a, x.Rank);
        var value = Value(a);
        var y = new OnnxTensor([.. x.Shape.Select((length, axis) => length + begin[axis] + end[axis])], x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (rest, source, stride, inside) = (i, 0, 1, true);
            for (var axis = x.Rank - 1; axis >= 0; axis--)
            {
                var at = (rest % y.Shape[axis]) - begin[axis];
                inside &= (uint)at < (uint)x.Shape[axis];
                source += at * stride;
                rest /= y.Shape[axis];
                stride *= x.Shape[axis];
            }
            y.Values[i] = inside ? x.Values[source] : value;
        }
        return y;
    }

    /// <summary>What the padding holds.</summary>
    public static double Value(Arguments a) => a.Node.Has("value") ? a.Node.Float("value", 0) : a.Scalar("value", 2) ?? 0;

    /// <summary>Padding before and after each axis; negative amounts crop.</summary>
    public static (int[] Begin, int[] End) Amounts(Arguments a, int rank)
    {
        if (a.Node.Text("mode", "constant") is not "constant" and var mode)
            throw new ConversionException($"mode {Quoted.Text(mode)} is not supported");
        var pads = a.Integers("pads", 1) ?? throw new ConversionException("pads is missing");
        var axes = a.Optional(3)?.Integers.Select(axis => Arguments.Axis(axis, rank)).ToArray() ?? [.. Enumerable.Range(0, rank)];
        if (pads.Length != 2 * axes.Length) throw new ConversionException($"{pads.Length} pads do not fit {axes.Length} axes");
        var (begin, end) = (new int[rank], new int[rank]);
        for (var i = 0; i < axes.Length; i++)
        {
            begin[axes[i]] = OnnxNode.Whole(pads[i], "pads");
            end[axes[i]] = OnnxNode.Whole(pads[axes.Length + i], "pads");
        }
        return (begin, end);
    }
}
