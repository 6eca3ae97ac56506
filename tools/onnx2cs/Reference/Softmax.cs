using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Softmax
{
    public static OnnxTensor Run(Arguments a) => Run(a, (x, most, sum) => Math.Exp(x - most) / sum);

    /// <summary>Maps each value with the largest of its row and the sum of exponentials of what is left.</summary>
    public static OnnxTensor Run(Arguments a, Func<double, double, double, double> map)
    {
        var x = a[0];
        // Before operator set 13 the tensor was seen as a matrix whose rows begin at the axis.
        var old = a.Node.Opset < 13;
        var axis = Arguments.Axis(a.Node.Integer("axis", old ? 1 : -1), x.Rank);
        var inner = old ? 1 : OnnxTensor.Count(x.Shape.AsSpan(axis + 1));
        var length = old ? OnnxTensor.Count(x.Shape.AsSpan(axis)) : x.Shape[axis];
        var y = new OnnxTensor(x.Shape, x.Type);
        for (var i = 0; i < x.Values.Length; i += length * inner)
        {
            for (var j = i; j < i + inner; j++)
            {
                var indices = Enumerable.Range(0, length).Select(k => j + (k * inner)).ToArray();
                var most = indices.Max(k => x.Values[k]);
                var sum = indices.Sum(k => Math.Exp(x.Values[k] - most));
                foreach (var k in indices) y.Values[k] = map(x.Values[k], most, sum);
            }
        }
        return y;
    }
}
