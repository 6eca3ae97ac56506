using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Reductions: over pixels they are global pools, over channels convolutions to a single one.</summary>
internal static class LowerReduce
{
    public static Value Mean(Call call) => Run(call, GlobalAverage, count => 1.0 / count);

    public static Value Sum(Call call) =>
        Run(call, (c, x) => c.Affine(GlobalAverage(c, x), x.Shape.H * x.Shape.W, 0), _ => 1);

    public static Value Max(Call call) => Run(call, GlobalMax, overChannels: null);

    public static Value GlobalAveragePool(Call call) => Value.Of(GlobalAverage(call, call.Image(0)));

    public static Value GlobalMaxPool(Call call) => Value.Of(GlobalMax(call, call.Image(0)));

    private static Op GlobalAverage(Call call, Op x) => call.New(OpKind.GlobalAveragePool, new(x.Shape.C, 1, 1), x);

    private static Op GlobalMax(Call call, Op x)
    {
        var op = call.New(OpKind.MaxPool, new(x.Shape.C, 1, 1), x);
        op.Kernel = new(x.Shape.H, x.Shape.W);
        return op;
    }

    private static Value Run(Call call, Func<Call, Op, Op> overPixels, Func<int, double>? overChannels)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var axes = Reduce.Axes(call.Constants, x.Shape.Length);

        // The graph is lowered for one image, but runs on many: a mean over all of them would be another.
        if (axes.Contains(0) && (x.IsImage || x.IsImageChannelsLast)) throw new ConversionException("over the batch is not supported");
        if (x.IsExpanded) throw new ConversionException("of an expanded pixel is not supported");
        var gone = x.LongAxes().Where(axes.Contains).ToArray();
        var stays = x.LongAxes().Where(axis => !axes.Contains(axis)).ToArray();
        int[] shape = call.Node.Integer("keepdims", 1) != 0 ? [.. x.Shape.Select((length, axis) => axes.Contains(axis) ? 1 : length)]
            : [.. x.Shape.Where((_, axis) => !axes.Contains(axis))];
        var channel = x.ChannelAxis;
        if (!gone.Contains(channel) && stays.All(axis => axis == channel)) return new(null, overPixels(call, x.Op!), shape);
        if (overChannels is null || channel < 0 || !gone.SequenceEqual([channel]))
            throw new ConversionException("over anything but height and width, or the channels alone, is not supported");
        var channels = x.Op!.Shape.C;
        var op = call.Pointwise(x.Op, 1, [.. Enumerable.Repeat(overChannels(channels), channels)]);
        return new(null, op, shape);
    }
}
