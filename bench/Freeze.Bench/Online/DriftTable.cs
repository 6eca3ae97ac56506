using System.Globalization;
using Spectre.Console;

namespace Freeze.Bench.Online;

/// <summary>Prints what became of a drifting stream.</summary>
internal static class DriftTable
{
    public static void Print(DriftSettings s, ModelPlan plan, IReadOnlyList<(DriftMode Mode, DriftOutcome Outcome)> outcomes)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var (mode, _) in outcomes)
            table.AddColumn(mode switch { DriftMode.NoAudits => "no audits", DriftMode.Audits => "audits", _ => "audits and refit" });
        Range before = ..s.Start, after = s.Start.., last = (s.Frames * 3 / 4)..;
        Add("differ before", o => Percent(o.Differ(before)));
        Add("differ after", o => Percent(o.Differ(after)));
        Add("differ in the last quarter", o => Percent(o.Differ(last)));
        Add($"differ in the worst {DriftSettings.Window} frames", o => Percent(o.Worst()));
        Add("alarms before the drift", o => $"{o.EarlyAlarms}");
        Add("frames to the first alarm", o => o.FirstAlarm is { } frames ? $"{frames}" : "no alarm");
        Add("frames until back within the budget", o => o.Back() switch { null => "never left it", -1 => "never", var frames => $"{frames}" });
        Add("MACs saved before", o => Percent(Saved(o, before)));
        Add("MACs saved after", o => Percent(Saved(o, after)));
        Add("MACs saved in the last quarter", o => Percent(Saved(o, last)));
        Add("audits before and after", o => $"{o.Audits.Before}, {o.Audits.After}");
        Add("their cost, M MACs a frame", o => $"{Number(Early(o) / 1e6)}, {Number(Late(o) / 1e6)}");
        Add("savings lost to them", o => $"{Percent(Early(o) / plan.Macs)}, {Percent(Late(o) / plan.Macs)}");
        Add("what happened", o => Markup.Escape(string.Join("\n", o.Events)));
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 150;
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"budget {s.Risk:0.0#%} of predictions; {s.Frames} frames of seed {s.Seed}; from frame {s.Start} to {s.Start + s.Over} "
            + $"the light falls from {s.Light:0.##} to {s.Light * (1 - s.Darken):0.##} and parts turn by {s.Rotate:0.##} of a turn; "
            + $"{s.Share:0.#%} of requests are drawn for audits; look-ups and audits count as MACs"));
        AnsiConsole.Write(table);

        void Add(string name, Func<DriftOutcome, string> of) => table.AddRow([name, .. outcomes.Select(o => of(o.Outcome))]);
        double Early(DriftOutcome outcome) => outcome.AuditMacs.Before / (double)s.Start;
        double Late(DriftOutcome outcome) => outcome.AuditMacs.After / (double)(s.Frames - s.Start);
        double Saved(DriftOutcome outcome, Range range) => 1 - outcome.Cost[range].Average() / plan.Macs;
    }

    private static string Percent(double value) => value.ToString("0.00 %", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
