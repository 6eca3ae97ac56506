using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Softmax
{
    public static OnnxTensor Run(Arguments a) => Run(a, (x, most, sum) => Math.Exp(x - most) / sum);

    public static OnnxTensor Logarithm(Arguments a) => Run(a, (x, most, sum) => x - most - Math.Log(sum));

    // Maps each value with the largest of its row and the sum of exponentials of what is left.
    private static OnnxTensor Run(Arguments a, Func<double, double, double, double> map)
    {
        var x = a[0];
        var y = new OnnxTensor(x.Shape, x.Type);
        ForEachRow(a, row =>
        {
            var most = row.Max(k => x.Values[k]);
            var sum = row.Sum(k => Math.Exp(x.Values[k] - most));
            foreach (var k in row) y.Values[k] = map(x.Values[k], most, sum);
        });
        return y;
    }

    /// <summary>Visits the rows along the node's axis, each as the places of its elements.</summary>
    public static void ForEachRow(Arguments a, Action<int[]> visit) => ForEachRow(a, a.Node.Opset, visit);

    /// <inheritdoc cref="ForEachRow(Arguments, Action{int[]})"/>
    public static void ForEachRow(Arguments a, long opset, Action<int[]> visit)
    {
        var x = a[0];
        // Before operator set 13 the tensor was seen as a matrix whose rows begin at the axis.
        var old = opset < 13;
        var axis = Arguments.Axis(a.Node.Integer("axis", old ? 1 : -1), x.Rank);
        var inner = old ? 1 : OnnxTensor.Count(x.Shape.AsSpan(axis + 1));
        var length = old ? OnnxTensor.Count(x.Shape.AsSpan(axis)) : x.Shape[axis];
        for (var i = 0; i < x.Values.Length; i += length * inner)
        {
            for (var j = i; j < i + inner; j++) visit([.. Enumerable.Range(0, length).Select(k => j + (k * inner))]);
        }
    }
}
