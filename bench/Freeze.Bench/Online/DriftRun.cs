using System.Globalization;
using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Caching.Audits;
using Freeze.Calibration.Online;
using Freeze.Samples.Conveyor;
using Spectre.Console;

namespace Freeze.Bench.Online;

/// <summary>One stream that drifts, seen by three models.</summary>
/// <param name="frames">Frames; drift begins halfway.</param>
/// <param name="share">Share of requests that are audited.</param>
internal sealed class DriftRun(int frames, double share)
{
    private const int Batch = 10;

    // No other set of frames has this seed.
    private const ulong Seed = 101;

    private readonly byte[] _frames = new byte[Math.Max(0, frames) * ConveyorRenderer.FrameBytes];

    public int Run()
    {
        if (frames < 2000) throw new FreezeException($"--frames {frames}: take 2000 at least, or chance decides.");
        if (!(share > 0 && share <= 1)) throw new FreezeException($"--share {share}: must lie between 0 and 1, such as 0.1.");
        Log.Step("drawing the stream and asking the whole network about it");
        var options = new ConveyorStreamOptions { Darken = 0.6f, Rotate = 0.25f, DriftStart = frames / 2, DriftFrames = frames / 24 };
        var stream = new ConveyorStream(Seed, options);
        for (var i = 0; i < frames; i++) stream.Next(_frames.AsSpan(i * ConveyorRenderer.FrameBytes, ConveyorRenderer.FrameBytes));
        var network = ConveyorNetwork.Open();
        using var plain = network.Load(threads: 0);
        var truth = Truth.Of(plain, _frames, frames);
        var budget = network.Caches!.Certificate!.Risk;
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in (string[])["", "differ before", "differ after", "differ, last quarter", "frames until within the budget", "saved before", "saved after", "saved, last quarter", "audited hits", "what happened"])
            table.AddColumn(column);
        foreach (var mode in Enum.GetValues<DriftMode>()) table.AddRow(Row(network, truth, budget, mode));
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 230;
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"budget {budget:0.0%} of predictions; {frames} frames, drift from {frames / 2} to {frames / 2 + frames / 24}; {share:0%} of requests audited; saved: multiply-accumulates, look-ups and audits counted");
        AnsiConsole.Write(table);
        return 0;
    }

    private string[] Row(Network network, int[] truth, double budget, DriftMode mode)
    {
        Log.Step($"{mode}");
        var audit = mode == DriftMode.NoAudits ? null : new AuditOptions { Share = share, Risk = budget };
        using var model = network.Folder.Model.Load(network.Folder.Path, new FrozenModelOptions { Audit = audit });
        var (events, audited) = (new List<string>(), 0L);
        var at = 0;
        model.PromiseChanged += (_, change) =>
        {
            audited += change.Report.Audited;
            events.Add($"{at}: {change.Probe} {change.Change}");
        };
        using var refit = mode == DriftMode.AuditsAndRefit ? new OnlineRefit(model) : null;
        var (wrong, cost, taken) = (new bool[frames], new double[frames], 0);
        var answers = new Prediction[Batch];
        for (at = 0; at + Batch <= frames; at += Batch)
        {
            var caches = model.Caches;
            model.Predict(_frames.AsSpan(at * ConveyorRenderer.FrameBytes, Batch * ConveyorRenderer.FrameBytes), answers);
            for (var i = 0; i < Batch; i++)
            {
                wrong[at + i] = answers[i].Class != truth[at + i];
                cost[at + i] = ExecutedMacs.Mean(network.Plan, caches, answers.AsSpan(i, 1));
            }

            // A camera waits longer for its next frames than fitting takes; this loop would not.
            if (refit is null || at % 500 != 0) continue;
            refit.Wait();
            if (refit.Report.Taken == taken) continue;
            taken = refit.Report.Taken;
            events.Add($"{at}: refitted caches taken");
        }

        if (model.Audits is { } report) audited += report.Audited;
        int half = frames / 2, last = frames * 3 / 4;
        double Saved(Range range) => 1 - cost[range].Average() / network.Plan.Macs;
        return
        [
            mode switch { DriftMode.NoAudits => "no audits", DriftMode.Audits => "audits", _ => "audits and refit" },
            Share(wrong[..half]), Share(wrong[half..]), Share(wrong[last..]), Back(wrong, half, budget),
            Percent(Saved(..half)), Percent(Saved(half..)), Percent(Saved(last..)), $"{audited}", Markup.Escape(string.Join("\n", events)),
        ];
    }

    // Frames of the drifted stream after which all the rest together keeps the budget.
    private static string Back(bool[] wrong, int start, double budget)
    {
        var (sum, first) = (0, -1);
        for (var i = wrong.Length - 1; i >= start; i--)
        {
            if (wrong[i]) sum++;
            if (wrong.Length - i >= 1000 && sum <= budget * (wrong.Length - i)) first = i;
        }

        return first < 0 ? "never" : $"{first - start}";
    }

    private static string Share(bool[] wrong) => Percent((double)wrong.Count(w => w) / wrong.Length);

    private static string Percent(double value) => value.ToString("0.00 %", CultureInfo.InvariantCulture);
}
