using System.Globalization;
using Freeze.Caching;
using Freeze.Calibration;
using Spectre.Console;

namespace Freeze.Samples.Quickstart;

/// <summary>The tables that the demonstration ends with.</summary>
internal static class Report
{
    public static void Print(ModelPlan plan, FitResult fit, EvaluationReport report)
    {
        AnsiConsole.Write(Exits(plan, fit.Caches, report));
        AnsiConsole.Write(Sums(plan, report));
        AnsiConsole.WriteLine(fit.Certificate is { } c
            ? Text($"Certified on {c.Images} independent frames, {c.Disagreements} disagreements: ")
                + Text($"with {100 * c.Confidence:f0} % confidence, at most {100 * c.Risk:f1} % of answers differ from the full network's.")
            : fit.Explanation ?? "The caches carry no certificate.");
        AnsiConsole.WriteLine(
            "The promise is for frames drawn like those; a stream's neighbours resemble each other, so its own share may stray further.");
    }

    private static Table Exits(ModelPlan plan, CacheSet caches, EvaluationReport report)
    {
        var table = Table("Where the frames left", "exit", "frames", "agree with the network", "MACs before it");
        for (int i = 0; i < plan.Probes.Count; i++)
        {
            var probe = report.Probes[i];
            bool on = caches.Probes[i] is { IsOn: true };
            table.AddRow(
                on ? Markup.Escape(probe.Name) : $"[grey]{Markup.Escape(probe.Name)} (off)[/]",
                on ? Percent(probe.Share) : "-",
                probe.Agreement is { } agreement ? Percent(agreement) : "-",
                Percent((double)plan.MacsBefore(plan.Probes[i].AfterLayers) / plan.Macs));
        }

        double end = 1 - report.Probes.Sum(probe => probe.Share);
        return table.AddRow(Prediction.End, Percent(end), "is the network", Percent(1));
    }

    private static Table Sums(ModelPlan plan, EvaluationReport report)
    {
        var (saved, macs) = (report.MacsSaved, plan.Macs / 1e6);
        var (full, cached) = (report.MillisecondsFull, report.MillisecondsCached);
        return Table(Text($"{report.Images} frames of a held-out stream"), "", "caches off", "caches on", "")
            .AddRow("agreement with the full network", "", Percent(report.Agreement), "")
            .AddRow("accuracy", Percent(report.AccuracyFull ?? 0), Percent(report.AccuracyCached ?? 0), "")
            .AddRow("million MACs a frame, look-ups counted", Text($"{macs:f1}"), Text($"{macs * (1 - saved):f1}"), $"{Percent(saved)} saved")
            .AddRow("milliseconds a frame, in turns", Text($"{full:f3}"), Text($"{cached:f3}"), Text($"{full / cached:f2}x as fast"));
    }

    private static Table Table(string title, string first, params ReadOnlySpan<string> others)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(title)) };
        table.AddColumn(first);
        foreach (string name in others)
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        return table;
    }

    private static string Percent(double share) => Text($"{100 * share:f1} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
