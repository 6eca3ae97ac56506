using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class MaxPool
{
    public static OnnxTensor Run(Arguments a) =>
        Pool.Run(a, (inside, _) => inside.Count == 0 ? double.NegativeInfinity : inside.Max());
}
