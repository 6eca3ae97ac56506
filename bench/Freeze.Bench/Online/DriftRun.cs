using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Calibration;
using Freeze.Calibration.Online;
using Freeze.Samples.Conveyor;

namespace Freeze.Bench.Online;

/// <summary>One stream that drifts, seen by three models whose caches were fitted and certified when all was well.</summary>
/// <param name="settings">The stream and what guards its promise.</param>
internal sealed class DriftRun(DriftSettings settings)
{
    private const int Batch = 10;

    // A camera waits longer for its next frames than fitting takes; this loop would not, so it lets refitting catch up.
    private const int Breath = 500;

    private const ulong FittingSeed = 111, CalibrationSeed = 112;

    private readonly byte[] _frames = new byte[Math.Max(0, settings.Frames) * ConveyorRenderer.FrameBytes];

    public int Run()
    {
        settings.Check();
        var network = ConveyorNetwork.Open();
        var caches = Fit(network);
        Log.Step("drawing the stream and asking the whole network about it");
        var stream = new ConveyorStream(settings.Seed, settings.Stream);
        for (var i = 0; i < settings.Frames; i++) stream.Next(Frames(i, 1));
        using var plain = network.Load(threads: 0);
        var truth = Truth.Of(plain, _frames, settings.Frames);
        var outcomes = Enum.GetValues<DriftMode>().Select(mode =>
        {
            Log.Step($"{mode}");
            return (mode, Play(network, caches, truth, mode));
        });
        DriftTable.Print(settings, network.Plan, [.. outcomes]);
        return 0;
    }

    private CacheSet Fit(Network network)
    {
        Log.Step("fitting caches to footage before the drift");
        using var model = network.Folder.Model.Load(network.Folder.Path, new FrozenModelOptions { UseCaches = false });
        var options = new FitOptions { Risk = settings.Risk, HiddenUnits = 64, SamplingUnit = "frame" };
        var (fitting, calibration) = (Footage(FittingSeed, 3000), Footage(CalibrationSeed, 4000));
        var fit = new CacheFitter(model, options).Fit(fitting, calibration, new FittingProgress(network.Name));
        return fit.Certificate is null ? throw new FreezeException($"--risk {settings.Risk}: {fit.Explanation}") : fit.Caches;

        CommissioningFrames Footage(ulong seed, int count) => new(seed, count, settings.Light);
    }

    private DriftOutcome Play(Network network, CacheSet fitted, int[] truth, DriftMode mode)
    {
        var audit = mode == DriftMode.NoAudits ? null : new AuditOptions { Share = settings.Share, Risk = settings.Risk };
        using var model = network.Folder.Model.Load(network.Folder.Path, new FrozenModelOptions { Audit = audit, UseCaches = false });
        model.UseCaches(fitted);
        using var counter = new AuditCounter(network.Plan);
        var outcome = new DriftOutcome(settings);
        var at = 0;
        model.PromiseChanged += (_, change) =>
        {
            outcome.Alarm(at);
            outcome.Events.Add($"{at}: {change.Probe} {change.Change}");
        };
        using var refit = mode == DriftMode.AuditsAndRefit ? new OnlineRefit(model) : null;
        var report = refit?.Report;
        var answers = new Prediction[Batch];
        for (; at + Batch <= settings.Frames; at += Batch)
        {
            if (at < settings.Start + Batch && at >= settings.Start) (outcome.Audits, outcome.AuditMacs) = ((counter.Audits, 0), (counter.Macs, 0));
            var caches = model.Caches;
            model.Predict(Frames(at, Batch), answers);
            for (var i = 0; i < Batch; i++)
            {
                outcome.Wrong[at + i] = answers[i].Class != truth[at + i];
                outcome.Cost[at + i] = ExecutedMacs.Mean(network.Plan, caches, answers.AsSpan(i, 1));
            }

            if (refit is null || at % Breath != 0) continue;
            refit.Wait();
            Note(outcome, at, report!, report = refit.Report);
        }

        if (refit?.Report is { ShadowRequests: > 0 } trial)
            outcome.Events.Add(FormattableString.Invariant($"end: {trial.ShadowRequests} requests in the shadow, bound {trial.ShadowBound:0.00%}"));
        outcome.Audits = (outcome.Audits.Before, counter.Audits - outcome.Audits.Before);
        outcome.AuditMacs = (outcome.AuditMacs.Before, counter.Macs - outcome.AuditMacs.Before);
        return outcome;
    }

    private static void Note(DriftOutcome outcome, int at, RefitReport before, RefitReport now)
    {
        if (now.Fits > before.Fits) outcome.Events.Add($"{at}: fitted");
        if (now.GivenUp > before.GivenUp) outcome.Events.Add($"{at}: given up in the shadow");
        if (now.Taken > before.Taken) outcome.Events.Add($"{at}: refitted caches taken");
        if (now.Error is { } error && error != before.Error) outcome.Events.Add($"{at}: {error}");
    }

    private Span<byte> Frames(int first, int count) =>
        _frames.AsSpan(first * ConveyorRenderer.FrameBytes, count * ConveyorRenderer.FrameBytes);
}
