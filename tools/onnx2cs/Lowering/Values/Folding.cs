using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>
/// Arithmetic on constants while a graph is lowered: shapes that exporters compute, and weights that they scale, cast or standardise. The reference
/// evaluator has its own, so that it can tell when this is wrong.
/// </summary>
internal static class Folding
{
    // Steps of finding an element through a view.
    private const long PerPlace = 8;

    public static Value Unary(OnnxTensor x, Func<double, double> function, ElementType? type = null) =>
        Value.Of(new OnnxTensor(x.Shape, Charged(x.Values.Length, i => function(x.Values[i])), type ?? x.Type));

    public static Value Binary(OnnxTensor a, OnnxTensor b, Func<double, double, double> function, ElementType? type = null)
    {
        var shape = View.Broadcast(a.Shape, b.Shape);
        var result = new OnnxTensor(shape, type ?? a.Type);
        var i = 0;
        foreach (var (x, y) in Places(a, shape).Zip(Places(b, shape))) result.Values[i++] = function(a.Values[x], b.Values[y]);
        return Value.Of(result);
    }

    public static Value Where(OnnxTensor condition, OnnxTensor a, OnnxTensor b)
    {
        var shape = View.Broadcast(View.Broadcast(condition.Shape, a.Shape), b.Shape);
        var result = new OnnxTensor(shape, a.Type);
        var i = 0;
        foreach (var ((c, x), y) in Places(condition, shape).Zip(Places(a, shape)).Zip(Places(b, shape)))
            result.Values[i++] = condition.Values[c] != 0 ? a.Values[x] : b.Values[y];
        return Value.Of(result);
    }

    /// <summary>Folds the elements along some axes, which stay with length 1.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="function">Maps the elements that come together, in order.</param>
    public static Value Reduce(OnnxTensor x, IReadOnlyCollection<int> axes, Func<double[], double> function)
    {
        int[] kept = [.. Enumerable.Range(0, x.Rank).Where(axis => !axes.Contains(axis))], gone = [.. axes.Order()];
        var shape = x.Shape.Select((length, axis) => axes.Contains(axis) ? 1 : length).ToArray();
        var length = gone.Aggregate(1, (count, axis) => count * x.Shape[axis]);
        var result = new OnnxTensor(shape, x.Type);
        Allowance.Work(2 * PerPlace * x.Values.Length);
        var elements = View.Of(x.Shape).Transpose([.. kept, .. gone]).Elements().Select(element => x.Values[element]);
        var i = 0;
        foreach (var group in length == 0 ? [] : elements.Chunk(length)) result.Values[i++] = function(group);
        return Value.Of(result);
    }

    /// <summary>The product of two matrices, or of as many as the leading axes broadcast to.</summary>
    public static Value MatMul(OnnxTensor a, OnnxTensor b)
    {
        var (x, y) = (a.Rank == 1 ? a.Reshape([1, a.Shape[0]]) : a, b.Rank == 1 ? b.Reshape([b.Shape[0], 1]) : b);
        if (x.Rank < 2 || y.Rank < 2 || x.Shape[^1] != y.Shape[^2])
            throw new ConversionException($"has inputs of shapes {OnnxTensor.Describe(a.Shape)} and {OnnxTensor.Describe(b.Shape)}, which do not fit together");
        int[] leading = View.Broadcast(x.Shape[..^2], y.Shape[..^2]);
        var (rows, columns, depth) = (x.Shape[^2], y.Shape[^1], x.Shape[^1]);
        var rowsOf = View.Of(x.Shape).BroadcastTo([.. leading, rows, depth]).Insert(leading.Length + 1);
        var columnsOf = View.Of(y.Shape).BroadcastTo([.. leading, depth, columns])
            .Transpose([.. Enumerable.Range(0, leading.Length), leading.Length + 1, leading.Length]).Insert(leading.Length);
        int[] shape = [.. leading, rows, columns, depth];
        Allowance.Work(2 * PerPlace * OnnxTensor.Count(shape));
        var result = new OnnxTensor([.. leading, rows, columns], x.Type);
        var i = 0;
        foreach (var (p, q) in rowsOf.BroadcastTo(shape).Elements().Zip(columnsOf.BroadcastTo(shape).Elements()))
            result.Values[i++ / depth] += x.Values[p] * y.Values[q];
        int[] squeezed = [.. leading, .. a.Rank == 1 ? (int[])[] : [rows], .. b.Rank == 1 ? (int[])[] : [columns]];
        return Value.Of(result.Reshape(squeezed));
    }

    private static IEnumerable<int> Places(OnnxTensor tensor, int[] shape)
    {
        Allowance.Work(PerPlace * OnnxTensor.Count(shape));
        return View.Of(tensor.Shape).BroadcastTo(shape).Elements();
    }

    private static double[] Charged(int count, Func<int, double> element)
    {
        var values = new double[Allowance.Take([count])];
        for (var i = 0; i < values.Length; i++) values[i] = element(i);
        return values;
    }
}
