using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>One for the first of the largest elements, zero for the others.</summary>
internal static class Hardmax
{
    public static OnnxTensor Run(Arguments a)
    {
        var y = new OnnxTensor(a[0].Shape, a[0].Type);
        Softmax.ForEachRow(a, row => y.Values[row.MaxBy(k => a[0].Values[k])] = 1);
        return y;
    }
}
