using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>LRN: each value over a power of the squares of its neighbours in the channels.</summary>
internal static class Lrn
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        if (x.Rank < 2) throw new ConversionException("the input has no channels");
        var (channels, size) = (x.Shape[1], OnnxTensor.Count(x.Shape.AsSpan(2)));
        var (alpha, beta, bias, window) = Parameters(a.Node);
        var y = new OnnxTensor(x.Shape, x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (image, c, pixel) = (i / (channels * size), i / size % channels, i % size);
            var (first, last) = Window(c, channels, window);
            var squares = Enumerable.Range(first, last - first + 1).Sum(k => Math.Pow(x.Values[(((image * channels) + k) * size) + pixel], 2));
            y.Values[i] = x.Values[i] / Math.Pow(bias + (alpha / window * squares), beta);
        }
        return y;
    }

    /// <summary>Attributes with ONNX's defaults.</summary>
    public static (double Alpha, double Beta, double Bias, int Window) Parameters(OnnxNode node)
    {
        var window = OnnxNode.Whole(node.Integer("size", 0), "size");
        return window > 0 ? (node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias", 1), window)
            : throw new ConversionException("size is missing");
    }

    /// <summary>The first and last channel of the window round a channel.</summary>
    public static (int First, int Last) Window(int channel, int channels, int window) =>
        (Math.Max(0, channel - ((window - 1) / 2)), Math.Min(channels - 1, channel + (window / 2)));
}
