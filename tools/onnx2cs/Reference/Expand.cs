using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Expand
{
    public static OnnxTensor Run(Arguments a)
    {
        var zeros = new OnnxTensor(Wanted(a));
        return Broadcasting.Apply(a[0], zeros, (x, _) => x);
    }

    /// <summary>The shape to expand to, before it is broadcast with the input's own.</summary>
    public static int[] Wanted(Arguments a) => [.. a[1].Integers.Select(length => OnnxNode.Whole(length, "a dimension"))];
}
