using System.Globalization;
using Freeze.Caching;
using Spectre.Console;

namespace Freeze.Samples.Quickstart;

/// <summary>The table that the demonstration ends with.</summary>
internal static class Report
{
    public static void Print(ModelPlan plan, CacheSet caches, Comparison comparison)
    {
        var exits = new Table().Border(TableBorder.Rounded).Title("Where the frames left");
        exits.AddColumn("exit");
        foreach (string column in (string[])["share", "agreement", "M MACs"])
        {
            exits.AddColumn(new TableColumn(column).RightAligned());
        }

        for (int exit = 0; exit <= plan.Probes.Count; exit++)
        {
            bool end = exit == plan.Probes.Count;
            var (share, agreement) = comparison.AtExit(exit);
            string name = Markup.Escape(end ? Prediction.End : plan.Probes[exit].Name);
            bool off = !end && caches.Probes[exit] is not { IsOn: true };
            exits.AddRow(off ? $"[grey]{name} (off)[/]" : name, Percent(share), double.IsNaN(agreement) ? "-" : Percent(agreement), Millions(Work.Macs(plan, caches, exit)));
        }

        AnsiConsole.Write(exits);

        var sum = new Table().Border(TableBorder.Rounded).Title($"{comparison.Count} frames of the stream");
        sum.AddColumn("");
        sum.AddColumn(new TableColumn("caches off").RightAligned());
        sum.AddColumn(new TableColumn("caches on").RightAligned());
        double saved = Work.Saved(plan, caches, comparison);
        sum.AddRow("agreement with the full network", Percent(1), Percent(comparison.Agreement));
        sum.AddRow("accuracy", Percent(comparison.AccuracyFull), Percent(comparison.AccuracyEarly));
        sum.AddRow("million MACs a frame, look-ups included", Millions(plan.Macs), $"{Millions(plan.Macs * (1 - saved))} ({Percent(saved)} saved)");
        sum.AddRow("milliseconds a frame", Text($"{comparison.MillisecondsFull:f3}"), Text($"{comparison.MillisecondsEarly:f3} ({comparison.MillisecondsFull / comparison.MillisecondsEarly:f2}x)"));
        AnsiConsole.Write(sum);

        AnsiConsole.WriteLine(caches.Certificate is { } c
            ? Text($"Certified on {c.Images} independent frames ({c.Disagreements} disagreements): with {c.Confidence:p0} confidence at most {c.Risk:p1} of answers differ from the full network's.")
            : "The caches carry no certificate.");
    }

    private static string Percent(double share) => Text($"{100 * share:f1} %");

    private static string Millions(double macs) => Text($"{macs / 1e6:f2}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
