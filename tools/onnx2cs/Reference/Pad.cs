using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Pad
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var (begin, end) = Amounts(a, x.Rank);
        var (value, mode) = (Value(a), Mode(a.Node));
        var y = new OnnxTensor([.. x.Shape.Select((length, axis) => length + begin[axis] + end[axis])], x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (rest, source, stride, inside) = (i, 0, 1, true);
            for (var axis = x.Rank - 1; axis >= 0; axis--)
            {
                var at = (rest % y.Shape[axis]) - begin[axis];
                if (mode != "constant") at = Mirror(at, x.Shape[axis], mode);
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

    /// <summary>What the padding is made from: "constant", "edge", "reflect" or "wrap".</summary>
    public static string Mode(OnnxNode node) => node.Text("mode", "constant") is ("constant" or "edge" or "reflect" or "wrap") and var mode ? mode
        : throw new ConversionException($"with mode {Quoted.Text(node.Text("mode", ""))} is not supported");

    /// <summary>A place outside an axis becomes the one inside that it copies.</summary>
    public static int Mirror(int at, int length, string mode)
    {
        if (length == 0) throw new ConversionException("it pads an empty axis");
        if (mode == "edge") return Math.Clamp(at, 0, length - 1);
        if (mode == "wrap") return ((at % length) + length) % length;
        var period = Math.Max(1, 2 * (length - 1));
        var folded = ((at % period) + period) % period;
        return folded < length ? folded : period - folded;
    }
}
