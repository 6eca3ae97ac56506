using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>What pools share: the walk over windows.</summary>
internal static class Pool
{
    /// <summary>
    /// One window: the elements inside the input, as places in the tensor, and how many taps lie inside input and padding.
    /// </summary>
    public readonly record struct View(IReadOnlyList<int> Inside, int Padded);

    /// <summary>The result of a node's windows, one number each.</summary>
    public static OnnxTensor Run(Arguments a, Func<View, double> reduce)
    {
        var y = Shaped(a, out var axes);
        Walk(a[0], axes, (i, view) => y.Values[i] = reduce(view));
        return y;
    }

    /// <summary>A tensor of zeros that takes a node's results, and where its windows lie.</summary>
    public static OnnxTensor Shaped(Arguments a, out Axis[] axes)
    {
        var x = a.AtLeast(0, 3);
        if (a.Node.Text("auto_pad", "").StartsWith("SAME", StringComparison.Ordinal)
            && a.Node.Integers("dilations")?.Any(d => d != 1) == true)
            throw new ConversionException(
                "with auto_pad and dilations is not supported: ONNX Runtime pads less than the specification says");
        axes = Window.Of(a.Node, x.Shape[2..], Window.Kernel(a.Node));
        int[] shape = [x.Shape[0], x.Shape[1], .. axes.Select(axis => axis.Count)];
        Effort.Take(OnnxTensor.Count(shape), axes.Aggregate(1L, (taps, axis) => taps * Math.Min(axis.Kernel, axis.Length)));
        return new(shape, x.Type);
    }

    /// <summary>Visits all windows of all planes in the order of the results.</summary>
    public static void Walk(OnnxTensor x, Axis[] axes, Action<int, View> visit)
    {
        var size = OnnxTensor.Count(x.Shape.AsSpan(2));
        int[] counts = [.. axes.Select(axis => axis.Count)];
        var windows = OnnxTensor.Count(counts);
        var inside = new List<int>();
        for (var plane = 0; plane < x.Shape[0] * x.Shape[1]; plane++)
        {
            for (var window = 0; window < windows; window++)
            {
                var at = Indices.Of(window, counts);
                inside.Clear();
                var padded = Collect(axes, at, plane * size, size, inside);
                visit((plane * windows) + window, new(inside, padded));
            }
        }
    }

    private static int Collect(ReadOnlySpan<Axis> axes, ReadOnlySpan<int> at, int start, int size, List<int> inside)
    {
        if (axes.Length == 0)
        {
            if (start >= 0) inside.Add(start);
            return 1;
        }

        // Taps from the first to the last that lie inside, or before the end of the padding, to which ceil_mode lets a window reach.
        var axis = axes[0];
        var (inner, first) = (size / Math.Max(1, axis.Length), axis.At(at[0], 0));
        var begin = first >= 0 ? 0 : (-first + axis.Dilation - 1) / axis.Dilation;
        var end = Taps(axis, axis.Length - first);
        var padded = Taps(axis, axis.Length + axis.End - first);
        var perTap = Collect(axes[1..], at[1..], -1, inner, inside);
        for (var tap = begin; start >= 0 && tap < end; tap++)
            Collect(axes[1..], at[1..], start + (axis.At(at[0], tap) * inner), inner, inside);
        return padded * perTap;
    }

    // How many taps lie before a distance from the first.
    private static int Taps(Axis axis, int distance) => Math.Clamp((distance + axis.Dilation - 1) / axis.Dilation, 0, axis.Kernel);
}
