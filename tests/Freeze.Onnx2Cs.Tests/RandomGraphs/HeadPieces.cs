namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Preprocessing at the head of a graph.</summary>
internal static class HeadPieces
{
    public static readonly Func<RandomGraph, string>[] All = [Swap, Swap, MeanImage, Scale, Scale, Grey, Turn, Turn, SwapAndScale, Scaler];

    private static int Channels(RandomGraph g, string x)
    {
        var shape = g.Shape(x);
        int[] fitting = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] == 3)];
        return g.Pick(fitting);
    }

    // Red for blue.
    private static string Swap(RandomGraph g)
    {
        var axis = Channels(g, "x");
        switch (g.Next(0, 3))
        {
            case 0:
                return g.Node("Gather", ["x", g.Integers(2, 1, 0)], ("axis", axis));
            case 1 when g.Opset >= 10:
                return g.Node("Slice", ["x", g.Integers(-1), g.Integers(-4), g.Integers(axis), g.Integers(-1)]);
            default:
                var parts = MovingPieces.Parts(g, "x", axis, [1, 1, 1]);
                return MovingPieces.Join(g, axis, parts[2], parts[1], parts[0]);
        }
    }

    private static int[] Along(RandomGraph g, string x, int axis) => [.. g.Shape(x).Select((length, other) => other == axis ? length : 1)];

    private static string MeanImage(RandomGraph g) => g.Node("Sub", ["x", g.Floats(g.Shape("x")[^3..])]);

    private static string Scale(RandomGraph g)
    {
        var x = "x";
        var axis = g.Pick(g.Rank(x) - 3, g.Rank(x) - 1);
        if (g.Chance(0.6)) x = g.Node("Sub", [x, g.Floats(Along(g, x, axis))]);
        return g.Chance(0.5) ? g.Node("Div", [x, g.Floats(Along(g, x, axis), 0.5, 2)])
            : g.Node("Mul", [x, g.Floats(g.Chance(0.5) ? [] : Along(g, x, axis), 0.5, 2)]);
    }

    private static string SwapAndScale(RandomGraph g)
    {
        var axis = Channels(g, "x");
        var swapped = Swap(g);
        if (g.Chance(0.3) && g.Rank("x") == 4) swapped = g.Node("Transpose", [swapped],
            ("perm", g.Pick<long[]>([0, 3, 1, 2], [0, 2, 3, 1])));
        else if (g.Chance(0.5)) swapped = g.Node("Sub", [swapped, g.Floats(g.Chance(0.5) ? g.Shape("x")[^3..] : Along(g, "x", axis))]);
        return g.Node("Mul", [swapped, g.Number(0.7)]);
    }

    private static string Grey(RandomGraph g)
    {
        var shape = g.Shape("x");
        int[] fitting = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] == 1 && axis >= shape.Length - 3)];
        var axis = g.Pick(fitting);
        long[] three = [.. shape.Select((length, other) => other == axis ? 3L : 1)];
        return g.Next(0, 3) switch
        {
            0 => MovingPieces.Join(g, axis, "x", "x", "x"),
            1 => g.Node("Tile", ["x", g.Integers(three)]),
            _ => g.Node("Expand", ["x", g.Integers(three)]),
        };
    }

    private static string Turn(RandomGraph g) => g.Rank("x") == 4 ? g.Node("Transpose", ["x"], ("perm", new long[] { 0, 3, 1, 2 }))
        : g.Node("Transpose", ["x"], ("perm", new long[] { 2, 0, 1 }));

    private static string Scaler(RandomGraph g) => g.Opset > 9 || g.Rank("x") != 4 ? throw new UnfitException("set")
        : g.Node("ImageScaler", ["x"], ("scale", 0.5f), ("bias", Enumerable.Range(0, g.Shape("x")[1]).Select(c => c / 4f).ToArray()));
}
