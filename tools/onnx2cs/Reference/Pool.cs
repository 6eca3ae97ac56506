using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>What pools share: the walk over windows.</summary>
internal static class Pool
{
    /// <summary>One window: the elements inside the input, as places in the tensor, and how many taps lie inside input and padding.</summary>
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
        axes = Window.Of(a.Node, x.Shape[2..], Window.Kernel(a.Node));
        return new([x.Shape[0], x.Shape[1], .. axes.Select(axis => axis.Count)], x.Type);
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

        var (axis, padded) = (axes[0], 0);
        var inner = size / Math.Max(1, axis.Length);
        for (var tap = 0; tap < axis.Kernel; tap++)
        {
            var i = axis.At(at[0], tap);
            if (i >= axis.Length + axis.End) break; // beyond the padding, where ceil_mode lets a window reach
            var isInside = start >= 0 && (uint)i < (uint)axis.Length;
            padded += Collect(axes[1..], at[1..], isInside ? start + (i * inner) : -1, inner, inside);
        }

        return padded;
    }
}
