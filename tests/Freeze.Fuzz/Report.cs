using System.Globalization;
using Freeze.Fuzz.Running;
using Spectre.Console;

namespace Freeze.Fuzz;

/// <summary>The table at the end, and what did harm.</summary>
internal static class Report
{
    /// <summary>Prints results as they come; gives the exit code.</summary>
    public static int Print(IEnumerable<FormatResult> results)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;
        var done = new List<FormatResult>();
        foreach (var result in results)
        {
            done.Add(result);
            Console.Error.WriteLine($"{result.Format}: {result.Inputs} inputs in {result.Seconds:0} s, {result.Findings.Count} did harm");
            foreach (var alike in result.Findings.GroupBy(finding => (finding.Kind, First(finding.What, 2))))
                Console.Error.WriteLine($"  {alike.Count()} x {alike.Key.Kind}, first by input {alike.First().Index} ({alike.First().File}): {First(alike.First().What, 12)}");
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumn("format");
        foreach (var header in new[] { "inputs", "read", "seconds", "distinct errors", "slowest, ms", "most allocated, MB", "process peak, MB",
            "crashes" })
            table.AddColumn(new TableColumn(header).RightAligned());
        foreach (var r in done)
            table.AddRow(r.Format, N(r.Inputs), N(r.Accepted), $"{r.Seconds:0}", $"{r.Errors.Count}", $"{r.Slowest * 1e3:0}",
                $"{r.MostAllocated / 1e6:0}", $"{r.PeakMemory / 1e6:0}", $"{r.Findings.Count}");
        table.AddRow("all", N(done.Sum(r => r.Inputs)), N(done.Sum(r => r.Accepted)), $"{done.Sum(r => r.Seconds):0}",
            $"{done.Sum(r => r.Errors.Count)}", "", "", "", $"{done.Sum(r => r.Findings.Count)}");
        AnsiConsole.Write(table);
        return done.Any(r => r.Findings.Count > 0) ? 1 : 0;
    }

    private static string First(string text, int lines) => string.Join('\n', text.Split('\n').Take(lines));

    private static string N(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
