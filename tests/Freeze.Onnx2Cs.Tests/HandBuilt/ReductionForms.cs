using static Freeze.Onnx2Cs.Tests.HandBuilt.OperatorForms;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>Reductions, whose axes were an attribute and became an input, and what turns scores into probabilities.</summary>
internal static class ReductionForms
{
    public static IEnumerable<OperatorForm> All
    {
        get
        {
            foreach (var op in new[] { "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "ReduceSumSquare" })
            {
                var inputs = op == "ReduceSum" ? 13 : 18;
                yield return Of(op, 7, g => g.Node(op, ["x"], ("axes", new long[] { 2, 3 })), "attribute", to: inputs - 1);
                yield return Of(op, inputs, g => g.Node(op, ["x", g.Integers(-1, 2)]));
                yield return Of(op, inputs, g => g.Node(op, ["x", g.Integers(2, 3)], ("keepdims", 0)), "axes dropped");
            }

            foreach (var op in new[] { "LogSoftmax", "Softmax" })
            {
                yield return Of(op, 7, g => g.Node(op, [Scores(g)]), "of a matrix", to: 12);
                yield return Of(op, 13, g => g.Node(op, [Scores(g)]));
                yield return Of(op, 13, g => g.Node(op, [g.Node("GlobalAveragePool", ["x"])], ("axis", 1)), "of pixels");
            }
        }
    }

    private static string Scores(GraphBuilder g) => g.Node("Flatten", [g.Node("GlobalMaxPool", ["x"])]);
}
