using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>What maximum and average pooling share: the walk over windows.</summary>
internal static class Pool
{
    /// <summary>Reduces each window; the function gets the plane's values inside the image, and the taps that count padding too.</summary>
    public static OnnxTensor Run(Arguments a, Func<List<double>, int, double> reduce)
    {
        var x = a.Image(0);
        var kernel = a.Node.Has("kernel_shape") ? a.Node.Pair("kernel_shape", 1) : throw new ConversionException("kernel_shape is missing");
        var (ys, xs) = Window.Of(a.Node, x.Shape[2], x.Shape[3], kernel.Height, kernel.Width);
        var y = new OnnxTensor([x.Shape[0], x.Shape[1], ys.Count, xs.Count]);
        var (size, inside) = (x.Shape[2] * x.Shape[3], new List<double>());
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (plane, oy, ox) = (i / (ys.Count * xs.Count), i / xs.Count % ys.Count, i % xs.Count);
            var padded = 0;
            inside.Clear();
            for (var k = 0; k < kernel.Height * kernel.Width; k++)
            {
                var iy = (oy * ys.Stride) - ys.Begin + (k / kernel.Width * ys.Dilation);
                var ix = (ox * xs.Stride) - xs.Begin + (k % kernel.Width * xs.Dilation);
                if (iy < ys.Length + ys.End && ix < xs.Length + xs.End) padded++;
                if ((uint)iy < (uint)ys.Length && (uint)ix < (uint)xs.Length) inside.Add(x.Values[(plane * size) + (iy * xs.Length) + ix]);
            }
            y.Values[i] = reduce(inside, padded);
        }
        return y;
    }
}
