namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>All forms in which the evaluator's operators are tried.</summary>
internal static class EvaluationCases
{
    public static IReadOnlyList<EvaluationCase> All { get; } =
    [
        .. PointwiseCases.All, .. ArithmeticCases.All, .. ReductionCases.All, .. ShapeCases.All, .. IndexCases.All, .. WindowCases.All,
        .. MatrixCases.All, .. NormalisationCases.All, .. QuantisationCases.All, .. OtherDomainCases.All,
    ];

    /// <summary>A list of whole numbers as an attribute.</summary>
    public static long[] L(params long[] values) => values;
}
