using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>What reads rows and columns at places of its own: Resize, Pad with what is at the edge, and windows with gaps.</summary>
internal static class LowerResample
{
    public static Value Resize(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        return At(call, x, Resizing.Places(call.Constants, x.Shape));
    }

    /// <summary>Padding with copies of pixels.</summary>
    public static Value Pad(Call call, Value x, string mode)
    {
        var (begin, end) = Reference.Pad.Amounts(call.Constants, x.Shape.Length);
        return At(call, x, [.. x.Shape.Select((length, axis) =>
        {
            var size = length + begin[axis] + end[axis];
            if (size is < 1 or > 1 << 16) throw new ConversionException($"of {length} pixels to {size} is not supported");
            return Enumerable.Range(0, size).Select(i => (float)Reference.Pad.Mirror(i - begin[axis], length, mode)).ToArray();
        })]);
    }

    /// <summary>
    /// A pool over windows with gaps: the taps of each window are brought side by side. A tap in the padding, which may not win, becomes another one of the
    /// same window.
    /// </summary>
    public static Op DilatedMaxPool(Call call, Op x, Axis ys, Axis xs)
    {
        var taps = Resample(call, x, Taps(ys), Taps(xs));
        var op = call.New(OpKind.MaxPool, new(x.Shape.C, ys.Count, xs.Count), taps);
        op.Kernel = op.Stride = new Extent(ys.Kernel, xs.Kernel);
        return op;
    }

    private static float[] Taps(Axis axis)
    {
        var places = new float[Allowance.Take([axis.Count, axis.Kernel])];
        for (var window = 0; window < axis.Count; window++)
        {
            var start = (window * axis.Stride) - axis.Begin;
            var taps = places.AsSpan(window * axis.Kernel, axis.Kernel);
            for (var tap = 0; tap < taps.Length; tap++) taps[tap] = start + (tap * axis.Dilation);
            var inside = taps.IndexOfAnyInRange(0, axis.Length - 1);
            if (inside < 0) throw new ConversionException("has windows that lie in the padding alone");
            foreach (ref var tap in taps) if (tap < 0 || tap >= axis.Length) tap = taps[inside];
        }

        return places;
    }

    private static Value At(Call call, Value x, float[][] places)
    {
        if (!x.IsImage && !x.IsImageChannelsLast)
            throw new ConversionException($"of a tensor of shape {OnnxTensor.Describe(x.Shape)} is not supported");
        var (channel, row) = x.IsImage ? (1, 2) : (3, 1);
        if (!IsSame(places[0], 1) || !IsSame(places[channel], x.Op!.Shape.C))
            throw new ConversionException("along the batch or the channels is not supported");
        if (IsSame(places[row], x.Op.Shape.H) && IsSame(places[row + 1], x.Op.Shape.W)) return x;
        var op = Resample(call, x.Op, places[row], places[row + 1]);
        return new(null, op, [.. places.Select(axis => axis.Length)], !x.IsImage);
    }

    private static Op Resample(Call call, Op x, float[] rows, float[] columns)
    {
        var op = call.New(OpKind.Resample, new(x.Shape.C, rows.Length, columns.Length), x);
        (op.Weight, op.Bias) = (Array.ConvertAll(rows, place => (double)place), Array.ConvertAll(columns, place => (double)place));
        return op;
    }

    private static bool IsSame(float[] places, int length) =>
        places.Length == length && places.Select((place, i) => place == i).All(same => same);
}
