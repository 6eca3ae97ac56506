using Freeze.Onnx2Cs.Tests.Documentation;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>All graphs that theories build: SUPPORTED-OPS.md counts what is tested here and nothing else.</summary>
internal static class HandBuiltCases
{
    public static IEnumerable<HandBuiltCase> All =>
    [
        .. OperatorTests.HandBuilt, .. FurtherOperatorTests.HandBuilt, .. OperatorForms.All.SelectMany(form => form.Cases),
        .. FurtherLoweringTests.HandBuilt, .. WiderLoweringTests.HandBuilt,
    ];

    /// <summary>For each operator the cases that use it, and how many of them are compiled.</summary>
    public static Dictionary<string, CaseCount> Counts()
    {
        var counts = new Dictionary<string, CaseCount>(StringComparer.Ordinal);
        foreach (var one in All) foreach (var op in one.Operators()) counts[op] = counts.GetValueOrDefault(op).Plus(one.Compiles);
        return counts;
    }
}
