namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Small graphs that random ones led to.</summary>
public class FoundGraphTests
{
    [Fact]
    public void A_normalisation_over_a_first_axis_that_is_no_batch_takes_it_in()
    {
        var g = new GraphBuilder([4, 4, 4]);
        var column = g.Node("Unsqueeze", ["x", g.Integers(1)]);
        Check(g, g.Node("MeanVarianceNormalization", [column], ("axes", new long[] { 0, 2, 3 })), 64);
    }

    [Fact]
    public void Rows_that_are_turned_round_are_padded()
    {
        var g = new GraphBuilder([1, 5, 6]);
        var turned = g.Node("Slice", ["x", g.Integers(-1), g.Integers(-7), g.Integers(2), g.Integers(-1)]);
        Check(g, g.Node("Pad", [turned, g.Integers(0, 1, 2, 0, 0, 1)]), 54);
    }

    private static void Check(GraphBuilder g, string x, int elements)
    {
        g.Output(g.Node("MatMul", [g.Node("Reshape", [x, g.Integers(1, -1)]), g.Random("all", elements, 5)]));
        Oracle.AssertLowersRight(g);
    }
}
