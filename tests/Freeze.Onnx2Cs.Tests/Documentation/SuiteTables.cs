using System.Text;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Tests.Backend;

namespace Freeze.Onnx2Cs.Tests.Documentation;

/// <summary>What comes of ONNX's own cases: suite by suite, operator by operator, and the reasons of those that do not pass.</summary>
internal sealed class SuiteTables
{
    private readonly HashSet<string> _compiled =
        [.. BackendCases.Passed.Where(c => ImageCase.Convert(c, _ => { }) is not null).Select(c => c.Name)];

    /// <summary>Cases that pass, for each operator that they use.</summary>
    public Dictionary<string, CaseCount> ByOperator()
    {
        var counts = new Dictionary<string, CaseCount>(StringComparer.Ordinal);
        foreach (var c in BackendCases.Passed)
        {
            var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(c.Model)).Graph;
            foreach (var op in graph.Node.Select(node => node.OpType).Distinct())
                counts[op] = counts.GetValueOrDefault(op).Plus(_compiled.Contains(c.Name));
        }

        return counts;
    }

    public override string ToString()
    {
        var page = new StringBuilder(
            """
            | Suite | Cases | Of supported operators alone | Passed | Listed | Compiled and run |
            |---|---|---|---|---|---|

            """);
        foreach (var suite in BackendCases.Suites) Row(suite, c => c.Suite == suite);
        Row("all", _ => true);
        var columns = string.Concat(BackendCases.Suites.Select(_ => "|---"));
        page.Append("\n| Listed, since | ").AppendJoin(" | ", BackendCases.Suites).Append($" |\n|---{columns}|\n");
        foreach (var reason in BackendCases.Listed.GroupBy(one => one.Value).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var counts = BackendCases.Suites.Select(suite => reason.Count(one => one.Key.StartsWith(suite + "/", StringComparison.Ordinal)));
            page.Append($"| {reason.Key} | ").AppendJoin(" | ", counts).Append(" |\n");
        }

        return page.ToString();

        void Row(string name, Func<BackendCase, bool> of)
        {
            var (passed, claimed) = (BackendCases.Passed.Count(of), BackendCases.Claimed.Count(of));
            var compiled = BackendCases.Passed.Where(of).Count(c => _compiled.Contains(c.Name));
            page.Append($"| {name} | {BackendCases.Present.Count(of)} | {claimed} | {passed} | {claimed - passed} | {compiled} |\n");
        }
    }
}
