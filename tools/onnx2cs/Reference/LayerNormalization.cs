using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class LayerNormalization
{
    public static OnnxTensor[] Run(Arguments a)
    {
        var x = a[0];
        var axis = Arguments.Axis(a.Node.Integer("axis", -1), x.Rank);
        var length = OnnxTensor.Count(x.Shape.AsSpan(axis));
        var epsilon = a.Node.Float("epsilon", 1e-5f);
        var normal = new OnnxTensor(x.Shape, x.Type);
        int[] kept = [.. x.Shape.Select((size, i) => i < axis ? size : 1)];
        var (means, inverses) = (new OnnxTensor(kept), new OnnxTensor(kept));
        for (var row = 0; row < means.Values.Length; row++)
        {
            var source = x.Values.AsSpan(row * length, length);
            var target = normal.Values.AsSpan(row * length, length);
            (means.Values[row], inverses.Values[row]) = InstanceNormalization.Standardise(source, target, epsilon);
        }
        var scaled = Broadcasting.Apply(normal, a[1], (value, scale) => value * scale);
        return [a.Optional(2) is { } shift ? Broadcasting.Apply(scaled, shift, (value, b) => value + b) : scaled, means, inverses];
    }
}
