namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Reductions over any axes.</summary>
internal static class ReductionPieces
{
    public static readonly Func<RandomGraph, string>[] All =
    [
        g => Reduce(g, "ReduceMean", g.Some()), g => Reduce(g, "ReduceSum", g.Some()), g => Reduce(g, "ReduceMax", g.Some()),
        g => Reduce(g, g.Pick("ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceMin", "ReduceProd", "ReduceSumSquare"), g.Some()),
        g => Reduce(g, "ReduceLogSum", g.Node("Sigmoid", [g.Some()])), MeanOfMean,
    ];

    public static string Reduce(RandomGraph g, string op, string x, long[]? axes = null, bool? keep = null)
    {
        var rank = g.Rank(x);
        if (rank == 0) throw new UnfitException("scalar");
        var first = g.IsSymbolic || rank == 4 ? 1 : 0;
        axes ??= [.. g.Shuffled(rank).Where(axis => axis >= first).Take(g.Next(1, 4)).Select(axis => (long)(g.Chance(0.3) ? axis - rank
            : axis))];
        if (axes.Length == 0 || g.Opset < 11) axes = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (axes.Length == 0) throw new UnfitException("axes");
        var kept = ("keepdims", (object)(keep ?? g.Chance(0.5) ? 1 : 0));
        return g.Opset >= (op == "ReduceSum" ? 13 : 18) ? g.Node(op, [x, g.Integers(axes)], kept) : g.Node(op, [x], kept, ("axes", axes));
    }

    private static string MeanOfMean(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4);
        return g.Chance(0.5) ? Reduce(g, "ReduceMean", Reduce(g, "ReduceMean", x, [3], false), [2], false)
            : Reduce(g, "ReduceMean", Reduce(g, "ReduceMean", x, [g.Pick(1L, 2)], true), [3], true);
    }
}
