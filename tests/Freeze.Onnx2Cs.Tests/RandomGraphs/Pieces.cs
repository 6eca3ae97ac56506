namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Everything that a random graph grows by: a node, or a few as exporters write them.</summary>
internal static class Pieces
{
    private static readonly (int Weight, Func<RandomGraph, string>[] Pieces)[] s_all =
    [
        (10, MovingPieces.All), (3, WindowPieces.All), (3, ReductionPieces.All), (4, ArithmeticPieces.All), (3, ActivationPieces.All),
        (2, NormalisationPieces.All), (2, ProductPieces.All), (2, QuantisedPieces.All), (2, ShapePieces.All),
    ];

    private static readonly Func<RandomGraph, string>[] s_kinds = [.. s_all.SelectMany(kind => Enumerable.Repeat<Func<RandomGraph, string>>(
        g => g.Pick(kind.Pieces)(g), kind.Weight))];

    public static string Any(RandomGraph g) => g.Pick(s_kinds)(g);

    /// <summary>What stands at the head of a graph that takes pixels.</summary>
    public static string Head(RandomGraph g) => g.Pick(HeadPieces.All)(g);
}
