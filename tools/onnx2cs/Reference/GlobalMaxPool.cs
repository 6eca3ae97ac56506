using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class GlobalMaxPool
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a.Image(0);
        var size = x.Shape[2] * x.Shape[3];
        return new([x.Shape[0], x.Shape[1], 1, 1], [.. x.Values.Chunk(size).Select(plane => plane.Max())]);
    }
}
