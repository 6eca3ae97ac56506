using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// Resize and Upsample. Along each axis an element of the result is a sum of weighted elements of the input; axes follow one another.
/// </summary>
internal static class Resize
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var form = new ResizeForm(a, x.Shape);
        var outside = new bool[x.Rank][];
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var taps = form.Along(axis);
            outside[axis] = [.. taps.Select(tap => tap is null)];
            if (!form.Copies(axis)) x = Along(x, axis, taps);
        }

        // A region of interest may reach beyond the input, where one value is taken.
        if (!outside.Any(axis => axis.Contains(true))) return x;
        for (var i = 0; i < x.Values.Length; i++)
            if (Indices.Of(i, x.Shape).Where((at, axis) => outside[axis][at]).Any()) x.Values[i] = form.Extrapolation;
        return x;
    }

    private static OnnxTensor Along(OnnxTensor x, int axis, ResizeForm.Tap[]?[] taps)
    {
        var (length, inner) = (x.Shape[axis], OnnxTensor.Count(x.Shape.AsSpan(axis + 1)));
        int[] shape = [.. x.Shape];
        shape[axis] = taps.Length;
        var y = new OnnxTensor(shape, x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var start = (i / inner / taps.Length * length * inner) + (i % inner);
            foreach (var tap in taps[i / inner % taps.Length] ?? [])
                y.Values[i] += tap.Weight == 1 ? x.Values[start + (tap.Place * inner)] : tap.Weight * x.Values[start + (tap.Place * inner)];
        }

        return y;
    }
}
