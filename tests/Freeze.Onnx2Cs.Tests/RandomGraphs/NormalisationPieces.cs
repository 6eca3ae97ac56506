namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Normalisations, as nodes and written out.</summary>
internal static class NormalisationPieces
{
    public static readonly Func<RandomGraph, string>[] All = [Batch, Batch, Layer, Instance, Group, MeanVariance, Local, WrittenLayer,
        RootMeanSquare, WrittenInstance];

    private static string Batch(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) >= 2);
        var channels = g.Shape(x)[1];
        return g.Node("BatchNormalization", [x, g.Floats([channels]), g.Floats([channels]), g.Floats([channels]),
            g.Floats([channels], 0.5, 2)]);
    }

    private static string Layer(RandomGraph g)
    {
        if (g.Opset < 17) throw new UnfitException("set");
        var x = g.Some(name => g.Rank(name) >= 2);
        var axis = g.Next(1, g.Rank(x));
        int[] shape = g.Shape(x)[axis..];
        var named = ("axis", (object)(axis == g.Rank(x) - 1 && g.Chance(0.5) ? -1 : axis));
        return g.Node("LayerNormalization", g.Chance(0.7) ? [x, g.Floats(shape), g.Floats(shape)]
            : [x, g.Floats(shape)], named, ("epsilon", 0.01f));
    }

    private static string RootMeanSquare(RandomGraph g)
    {
        if (g.Opset < 23) throw new UnfitException("set");
        var x = g.Some(name => g.Rank(name) >= 2);
        var axis = g.Next(1, g.Rank(x));
        return g.Node("RMSNormalization", [x, g.Floats(g.Shape(x)[axis..])], ("axis", axis), ("epsilon", 0.01f));
    }

    private static string Instance(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is 3 or 4);
        var channels = g.Shape(x)[1];
        return g.Node("InstanceNormalization", [x, g.Floats([channels]), g.Floats([channels])], ("epsilon", 0.01f));
    }

    private static string Group(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is 3 or 4);
        var shape = g.Shape(x);
        var groups = g.Pick([.. Enumerable.Range(1, shape[1]).Where(i => shape[1] % i == 0)]);
        if (g.Opset >= 18)
        {
            var count = g.Opset >= 21 ? shape[1] : groups;
            return g.Node("GroupNormalization", [x, g.Floats([count]), g.Floats([count])], ("num_groups", groups), ("epsilon", 0.01f));
        }

        var grouped = g.Node("Reshape", [x, g.Integers(0, groups, -1)]);
        var normal = g.Node("InstanceNormalization", [grouped, g.Floats([groups]), g.Floats([groups])], ("epsilon", 0.01f));
        return g.Node("Mul", [g.Node("Reshape", [normal, g.Integers([0, .. shape[1..].Select(length => (long)length)])]),
            g.Floats([shape[1], .. shape[2..].Select(_ => 1)])]);
    }

    private static string MeanVariance(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4);
        var axes = g.Pick<long[]>(g.IsSymbolic ? [2, 3] : [0, 2, 3], [2, 3], [1], [1, 2, 3], [3]);

        // Of a single element ONNX Runtime takes the root of its square less its square, which may be less than zero.
        if (axes.All(axis => g.Shape(x)[axis] == 1)) throw new UnfitException("one element");
        return g.Node("MeanVarianceNormalization", [x], ("axes", axes));
    }

    private static string Local(RandomGraph g) =>
        g.Node("LRN", [g.Some(name => g.Rank(name) == 4)], ("size", g.Next(1, 6)), ("alpha", 0.2f), ("beta", 0.75f), ("bias", 1.5f));

    private static string WrittenLayer(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) >= 2);
        var axis = g.Next(1, g.Rank(x));
        var centred = g.Node("Sub", [x, ReductionPieces.Reduce(g, "ReduceMean", x, [axis], keep: true)]);
        var square = g.Chance(0.5) ? g.Node("Pow", [centred, g.Number(2)]) : g.Node("Mul", [centred, centred]);
        var variance = ReductionPieces.Reduce(g, "ReduceMean", square, [axis], keep: true);
        var normal = g.Node("Div", [centred, g.Node("Sqrt", [g.Node("Add", [variance, g.Number(0.01)])])]);
        int[] shape = [g.Shape(x)[axis], .. g.Shape(x)[(axis + 1)..].Select(_ => 1)];
        return g.Chance(0.7) ? g.Node("Add", [g.Node("Mul", [normal, g.Floats(shape)]), g.Floats(shape)]) : normal;
    }

    private static string WrittenInstance(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4);
        long[] axes = g.Pick<long[]>([2, 3], [1, 2]);
        var centred = g.Node("Sub", [x, ReductionPieces.Reduce(g, "ReduceMean", x, axes, keep: true)]);
        var variance = ReductionPieces.Reduce(g, "ReduceMean", g.Node("Mul", [centred, centred]), axes, keep: true);
        return g.Node("Mul", [centred, g.Node("Reciprocal", [g.Node("Sqrt", [g.Node("Add", [variance, g.Number(0.01)])])])]);
    }
}
