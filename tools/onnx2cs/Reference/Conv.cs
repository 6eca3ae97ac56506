using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Conv
{
    public static OnnxTensor Run(Arguments a)
    {
        var (x, w, bias) = (a.Image(0), a.Image(1), a.Optional(2));
        var groups = OnnxNode.Whole(a.Node.Integer("group", 1), "group");
        var (images, channels, height, width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var (outputs, perGroup, kernelHeight, kernelWidth) = (w.Shape[0], w.Shape[1], w.Shape[2], w.Shape[3]);
        if (groups < 1 || perGroup * groups != channels || outputs % groups != 0)
            throw new ConversionException(
                $"weights {OnnxTensor.Describe(w.Shape)} in {groups} groups do not fit an input {OnnxTensor.Describe(x.Shape)}");
        if (bias is not null && bias.Values.Length != outputs)
            throw new ConversionException($"the bias has {bias.Values.Length} values for {outputs} channels");
        var (ys, xs) = Window.Of(a.Node, height, width, kernelHeight, kernelWidth);
        var y = new OnnxTensor([images, outputs, ys.Count, xs.Count]);
        Parallel.For(0, images * outputs, plane =>
        {
            var (image, output) = (plane / outputs, plane % outputs);
            var sums = y.Values.AsSpan(plane * ys.Count * xs.Count, ys.Count * xs.Count);
            sums.Fill(bias?.Values[output] ?? 0);
            for (var c = 0; c < perGroup; c++)
            {
                var source = x.Values.AsSpan(((image * channels) + (output / (outputs / groups) * perGroup) + c) * height * width, height * width);
                var kernel = w.Values.AsSpan(((output * perGroup) + c) * kernelHeight * kernelWidth, kernelHeight * kernelWidth);
                for (var k = 0; k < kernel.Length; k++) Accumulate(sums, source, kernel[k], ys, xs, k / kernelWidth, k % kernelWidth);
            }
        });
        return y;
    }

    // Adds one tap of the window to all outputs that it touches.
    private static void Accumulate(Span<double> sums, ReadOnlySpan<double> source, double weight, Axis ys, Axis xs, int tapY, int tapX)
    {
        for (var oy = 0; oy < ys.Count; oy++)
        {
            var iy = (oy * ys.Stride) - ys.Begin + (tapY * ys.Dilation);
            if ((uint)iy >= (uint)ys.Length) continue;
            for (var ox = 0; ox < xs.Count; ox++)
            {
                var ix = (ox * xs.Stride) - xs.Begin + (tapX * xs.Dilation);
                if ((uint)ix < (uint)xs.Length) sums[(oy * xs.Count) + ox] += weight * source[(iy * xs.Length) + ix];
            }
        }
    }
}
