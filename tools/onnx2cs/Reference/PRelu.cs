using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class PRelu
{
    public static OnnxTensor Run(Arguments a) => Broadcasting.Apply(a[0], Slope(a, a[0].Rank), (x, slope) => x < 0 ? slope * x : x);

    /// <summary>The slopes in a shape that broadcasts; before operator set 7 a row of them lay along the channels.</summary>
    public static OnnxTensor Slope(Arguments a, int rank)
    {
        var slope = a[1];
        return a.Node.Opset >= 7 || slope.Rank != 1 || rank < 2 ? slope
            : slope.Reshape([slope.Shape[0], .. Enumerable.Repeat(1, rank - 2)]);
    }
}
