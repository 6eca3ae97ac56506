using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Running sums along an axis; exclusive ones leave an element's own value out, reversed ones begin at the end.</summary>
internal static class CumSum
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var axis = Arguments.Axis(a[1].Integers[0], x.Rank);
        var (exclusive, reverse) = (a.Node.Integer("exclusive", 0) != 0, a.Node.Integer("reverse", 0) != 0);
        var (length, inner) = (x.Shape[axis], OnnxTensor.Count(x.Shape.AsSpan(axis + 1)));
        var y = new OnnxTensor(x.Shape, x.Type);
        for (var row = 0; row < x.Values.Length / Math.Max(1, length); row++)
        {
            var sum = 0.0;
            for (var k = 0; k < length; k++)
            {
                var at = (((row / inner * length) + (reverse ? length - 1 - k : k)) * inner) + (row % inner);
                var next = Whole.Wrap(x.Type, sum + x.Values[at]);
                y.Values[at] = exclusive ? sum : next;
                sum = next;
            }
        }
        return y;
    }
}
