using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class GlobalAveragePool
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a.Image(0);
        var size = x.Shape[2] * x.Shape[3];
        var y = new OnnxTensor([x.Shape[0], x.Shape[1], 1, 1]);
        for (var i = 0; i < y.Values.Length; i++)
        {
            foreach (var value in x.Values.AsSpan(i * size, size)) y.Values[i] += value;
            y.Values[i] /= size;
        }
        return y;
    }
}
