using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.EvaluationCases;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Normalisations, and what turns scores into probabilities.</summary>
internal static class NormalisationCases
{
    private static Feed?[] Batch => [F(2, 3, 4, 5), F(3), F(3), F(3), Positive(3)];

    public static IEnumerable<EvaluationCase> All =>
    [
        new("BatchNormalization", 7, Batch), new("BatchNormalization", 7, Batch, ("epsilon", 0.1f)),
        new("BatchNormalization", 7, [F(2, 3), F(3), F(3), F(3), Positive(3)]),
        new("BatchNormalization", 7, [F(2, 3, 7), F(3), F(3), F(3), Positive(3)]),
        new("BatchNormalization", 7, [F(2, 3, 2, 3, 2), F(3), F(3), F(3), Positive(3)]),
        new("BatchNormalization", 7, [F(2, 3, 2, 2), F(3, 2, 2), F(3, 2, 2), F(3, 2, 2), Positive(3, 2, 2)], ("spatial", 0)) { To = 8 },
        new("BatchNormalization", 14, Batch, ("training_mode", 1)) { Outputs = 3 },
        new("BatchNormalization", 14, Batch, ("training_mode", 1), ("momentum", 0.4f)) { Outputs = 3 },
        new("BatchNormalization", 7, Batch) { To = 13, Outputs = 5 },
        new("BatchNormalization", 7, Batch, ("momentum", 0.4f)) { To = 13, Outputs = 5 },
        new("InstanceNormalization", 7, [F(2, 3, 4, 5), F(3), F(3)]),
        new("InstanceNormalization", 7, [F(2, 3, 7), F(3), F(3)], ("epsilon", 0.1f)),
        new("LayerNormalization", 17, [F(2, 3, 4), F(4), F(4)]), new("LayerNormalization", 17, [F(2, 3, 4), F(4)], ("epsilon", 0.1f)),
        new("LayerNormalization", 17, [F(2, 3, 4), F(3, 4), F(3, 4)], ("axis", 1)) { Outputs = 3 },
        new("LayerNormalization", 17, [F(2, 3, 4), F(3, 4), F(3, 4)], ("axis", -2)),
        new("GroupNormalization", 18, [F(2, 6, 3, 2), F(3), F(3)], ("num_groups", 3)) { To = 20 },
        new("GroupNormalization", 21, [F(2, 6, 3, 2), F(6), F(6)], ("num_groups", 3)),
        new("GroupNormalization", 21, [F(2, 4, 5), F(4), F(4)], ("num_groups", 1), ("epsilon", 0.1f)),
        new("RMSNormalization", 23, [F(2, 3, 4), F(4)]),
        new("RMSNormalization", 23, [F(2, 3, 4), F(3, 4)], ("axis", 1), ("epsilon", 0.1f)),
        new("LRN", 7, [F(2, 7, 3, 2)], ("size", 5)),
        new("LRN", 7, [F(1, 5, 2, 2)], ("size", 3), ("alpha", 0.3f), ("beta", 0.6f), ("bias", 2f)),
        new("LRN", 7, [F(1, 4)], ("size", 2), ("alpha", 2f), ("beta", 1f))
        {
            // An even window has its longer half behind.
            WrittenOut = x => new([1, 4], [.. x[0].Values.Select((v, c) =>
                v / (1 + (v * v) + (c < 3 ? x[0].Values[c + 1] * x[0].Values[c + 1] : 0)))]),
            WhyWrittenOut = "no even sizes, and images alone",
        },
        new("LpNormalization", 7, [F(2, 3, 4)]), new("LpNormalization", 7, [F(2, 3, 4)], ("axis", 1), ("p", 1)),
        new("LpNormalization", 7, [F(2, 3)], ("axis", 0)),
        new("MeanVarianceNormalization", 9, [F(2, 3, 4, 5)]), new("MeanVarianceNormalization", 9, [F(2, 3, 4, 5)], ("axes", L(0, 1, 2, 3))),
        .. new[] { "Softmax", "LogSoftmax", "Hardmax" }.SelectMany(Probabilities),
    ];

    private static IEnumerable<EvaluationCase> Probabilities(string op)
    {
        yield return new(op, 7, [F(2, 3)]);
        yield return new(op, 7, [F(2, 3, 4)]);
        yield return new(op, 7, [F(2, 3, 4)], ("axis", 0));
        yield return new(op, 7, [F(2, 3, 4)], ("axis", 1));
        yield return new(op, 11, [F(2, 3, 4)], ("axis", -1));
        yield return new(op, 7, [F(2, 3, 4, 5)], ("axis", 2));
        yield return new(op, 7, [Given(ElementType.Float, [1, 200, 200, -90], 1, 4)]);
    }
}
