using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class AveragePool
{
    public static OnnxTensor Run(Arguments a)
    {
        var countPadding = a.Node.Integer("count_include_pad", 0) != 0;
        return Pool.Run(a, (inside, padded) => inside.Count == 0 ? 0 : inside.Sum() / (countPadding ? padded : inside.Count));
    }
}
