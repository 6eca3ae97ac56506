using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.EvaluationCases;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Reductions along axes, the places of extremes, running sums.</summary>
internal static class ReductionCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        .. new[] { "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
            "ReduceSum", "ReduceSumSquare" }
            .SelectMany(Reductions),
        new("ReduceLogSumExp", 18, [Floats(-900, -901), I(0)]),
        new("ReduceLogSumExp", 18, [Given(ElementType.Float, [900, -900, 901, -901], 2, 2), I(0)]),
        new("ReduceMean", 7, [Given(ElementType.Int32, [-3, 0, 0, 1, 2, 2], 2, 3)], ("axes", L(1))) { To = 17 },
        new("ReduceMean", 18, [Given(ElementType.Int32, [-3, 0, 0, 1, 2, 2], 2, 3), I(1)]),
        .. new[] { "ArgMax", "ArgMin" }.SelectMany(Places),
        new("TopK", 7, [F(3, 5)], ("k", 2)) { To = 9, Outputs = 2 },
        new("TopK", 7, [F(3, 5)], ("k", 2), ("axis", 0)) { To = 9, Outputs = 2 },
        new("TopK", 10, [F(3, 5), I(3)]) { Outputs = 2 }, new("TopK", 10, [F(2, 3, 5), I(2)], ("axis", 1)) { Outputs = 2 },
        new("TopK", 10, [Floats(2, 1, 2, 2, 0), I(4)]) { Outputs = 2 },
        new("TopK", 11, [F(3, 5), I(2)], ("largest", 0), ("axis", -2)) { Outputs = 2 },
        new("TopK", 11, [Of(ElementType.Int64, 9), I(9)], ("largest", 0)) { Outputs = 2 },
        new("CumSum", 11, [F(3, 4), N(0, ElementType.Int64)]), new("CumSum", 11, [F(2, 3, 4), N(-1, ElementType.Int64)]),
        new("CumSum", 11, [F(3, 4), N(1, ElementType.Int64)], ("exclusive", 1)),
        new("CumSum", 11, [F(3, 4), N(1, ElementType.Int32)], ("reverse", 1)),
        new("CumSum", 11, [Of(ElementType.Int64, 2, 5), N(1, ElementType.Int64)], ("reverse", 1), ("exclusive", 1)),
    ];

    private static IEnumerable<EvaluationCase> Reductions(string op)
    {
        var input = op == "ReduceSum" ? 13 : 18;
        yield return new(op, 7, [Positive(2, 3, 4, 5)], ("axes", L(2, 3))) { To = input - 1 };
        yield return new(op, 7, [Positive(2, 3, 4)], ("axes", L(1)), ("keepdims", 0)) { To = input - 1 };
        yield return new(op, 11, [Positive(2, 3, 4)], ("axes", L(-1, 0))) { To = input - 1 };
        yield return new(op, 7, [Positive(2, 3, 4)]) { To = input - 1 };
        yield return new(op, 7, [Positive(2, 3, 4)], ("keepdims", 0)) { To = input - 1 };
        yield return new(op, input, [Positive(2, 3, 4, 5), I(2, 3)]);
        yield return new(op, input, [Positive(2, 3, 4, 5), I(-3)], ("keepdims", 0));
        yield return new(op, input, [Positive(2, 3, 4), I(-1, 0)]);
        yield return new(op, input, [Positive(2, 3, 4)]);
        yield return new(op, input, [Positive(2, 3, 4), null], ("keepdims", 0));
        yield return new(op, input, [Positive(2, 3, 4)], ("noop_with_empty_axes", 1));
        yield return new(op, input, [Positive(2, 3, 4), I()], ("noop_with_empty_axes", 1));
        yield return new(op, input, [Positive(2, 3, 4), I()]);
        if (op is "ReduceMean" or "ReduceSum" or "ReduceMax" or "ReduceMin" or "ReduceProd")
            yield return new(op, input, [Of(ElementType.Int32, 3, 4), I(1)]);
        if (op is "ReduceSum" or "ReduceMax" or "ReduceMin" or "ReduceProd")
            yield return new(op, input, [Of(ElementType.Int64, 3, 4), I(0)]);
    }

    private static IEnumerable<EvaluationCase> Places(string op)
    {
        yield return new(op, 7, [F(3, 5)]);
        yield return new(op, 7, [F(2, 3, 5)], ("axis", 1));
        yield return new(op, 7, [F(2, 3, 5)], ("axis", 2), ("keepdims", 0));
        yield return new(op, 11, [F(2, 3, 5)], ("axis", -2));
        yield return new(op, 7, [Floats(1, 3, 1, 3)], ("keepdims", 0));
        yield return new(op, 12, [Floats(1, 3, 1, 3)], ("select_last_index", 1));
        yield return new(op, 7, [Of(ElementType.Int32, 9)]);
    }
}
