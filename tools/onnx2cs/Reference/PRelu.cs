using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class PRelu
{
    public static OnnxTensor Run(Arguments a) => Broadcasting.Apply(a[0], a[1], (x, slope) => x < 0 ? slope * x : x);
}
