using System.Globalization;
using Spectre.Console;

namespace Freeze.Fuzz.Running;

/// <summary>The table at the end, and what did harm.</summary>
internal static class Report
{
    /// <summary>Prints what did harm, and a table of all; gives the exit code.</summary>
    public static int Print(IReadOnlyList<TargetResult> results)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;
        foreach (var result in results)
        {
            foreach (var alike in result.Findings.GroupBy(finding => (finding.Kind, First(finding.What, 2))))
            {
                var first = alike.First();
                Console.Error.WriteLine($"{result.Target}: {alike.Count()} x {first.Kind}, first by {first.Input} ({first.File}): {First(first.What, 12)}");
            }
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumn("target");
        string[] headers = ["corpus", "runs", "read", "distinct errors", "CPU seconds", "slowest, ms", "most allocated, MB", "peak resident, MB", "harm"];
        foreach (var header in headers)
            table.AddColumn(new TableColumn(header).RightAligned());
        foreach (var r in results)
            table.AddRow(r.Target, N(r.Corpus), N(r.Runs), N(r.Accepted), N(r.Errors.Count), $"{r.CpuSeconds:0}", $"{r.Slowest * 1e3:0}",
                $"{r.MostAllocated / 1e6:0}", $"{r.Peak / 1e6:0}", N(r.Findings.Count));
        AnsiConsole.Write(table);
        return results.Any(r => r.Findings.Count > 0) ? 1 : 0;
    }

    private static string First(string text, int lines) => string.Join('\n', text.Split('\n').Take(lines));

    private static string N(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
