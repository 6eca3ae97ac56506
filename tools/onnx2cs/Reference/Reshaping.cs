using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Operators that change a tensor's shape and not its elements. The shapes alone are of use to the lowering too.</summary>
internal static class Reshaping
{
    public static OnnxTensor Run(Arguments a) => a[0].Reshape(Shape(a, a[0].Shape));

    /// <summary>The shape that the node gives to an input of shape <paramref name="x"/>.</summary>
    public static int[] Shape(Arguments a, int[] x) => a.Node.Operator switch
    {
        "Flatten" => Flatten(a, x),
        "Reshape" => Reshape(a, x),
        "Squeeze" => Squeeze(a, x),
        "Unsqueeze" => Unsqueeze(a, x),
        _ => x,
    };

    private static int[] Flatten(Arguments a, int[] x)
    {
        var given = a.Node.Integer("axis", 1);
        var axis = given == x.Length ? x.Length : Arguments.Axis(given, x.Length);
        return [OnnxTensor.Count(x.AsSpan(0, axis)), OnnxTensor.Count(x.AsSpan(axis))];
    }

    private static int[] Reshape(Arguments a, int[] x)
    {
        var wanted = a.Integers("shape", 1) ?? throw new ConversionException("the new shape is missing");
        var keepZero = a.Node.Integer("allowzero", 0) != 0;
        var shape = new int[wanted.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = wanted[i] == 0 && !keepZero && i < x.Length ? x[i] : OnnxNode.Whole(wanted[i], "a dimension");
        }
        var free = Array.IndexOf(shape, -1);
        if (free >= 0)
        {
            shape[free] = 1;
            var known = OnnxTensor.Count(shape);
            shape[free] = known == 0 ? 0 : OnnxTensor.Count(x) / known;
        }
        if (OnnxTensor.Count(shape) != OnnxTensor.Count(x))
            throw new ConversionException($"shape {OnnxTensor.Describe(x)} cannot become [{string.Join(',', wanted)}]");
        return shape;
    }

    private static int[] Squeeze(Arguments a, int[] x)
    {
        // An empty list is none, as ONNX Runtime has it.
        var axes = a.Integers("axes", 1) is { Length: > 0 } named ? named.Select(axis => Arguments.Axis(axis, x.Length)).ToHashSet() : null;
        if (axes?.Any(axis => x[axis] != 1) == true)
            throw new ConversionException($"it removes an axis of {OnnxTensor.Describe(x)} that is longer than 1");
        return [.. x.Where((length, axis) => axes is null ? length != 1 : !axes.Contains(axis))];
    }

    private static int[] Unsqueeze(Arguments a, int[] x)
    {
        var given = a.Integers("axes", 1) ?? throw new ConversionException("the axes are missing");
        var rank = x.Length + given.Length;
        var axes = given.Select(axis => Arguments.Axis(axis, rank)).ToHashSet();
        if (axes.Count != given.Length) throw new ConversionException("it names an axis twice");
        var rest = new Queue<int>(x);
        return [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : rest.Dequeue())];
    }
}
