using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>The tensor put side by side as often as is said for each axis.</summary>
internal static class Tile
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var repeats = a[1].Integers.Select(count => OnnxNode.Whole(count, "repeats")).ToArray();
        if (repeats.Length != x.Rank || repeats.Any(count => count < 0))
            throw new ConversionException($"repeats {OnnxTensor.Describe(repeats)} do not fit a tensor {OnnxTensor.Describe(x.Shape)}");
        var y = new OnnxTensor([.. x.Shape.Zip(repeats, (length, count) => checked(length * count))], x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (rest, source, stride) = (i, 0, 1);
            for (var axis = x.Rank - 1; axis >= 0; axis--)
            {
                source += rest % y.Shape[axis] % x.Shape[axis] * stride;
                rest /= y.Shape[axis];
                stride *= x.Shape[axis];
            }
            y.Values[i] = x.Values[source];
        }
        return y;
    }
}
