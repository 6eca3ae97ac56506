using System.Diagnostics.Metrics;
using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Runtime.Tests.Caching.Audits;

public sealed class AuditTests
{
    private static readonly byte[] s_known = TinyFolder.Pixels(100);
    private static readonly byte[] s_other = TinyFolder.Pixels(101);
    private static readonly byte[] s_stranger = TinyFolder.Pixels(102);

    [Fact]
    public void An_audited_request_gets_the_networks_answer_whatever_the_cache_says()
    {
        using var folder = new TinyFolder();
        using var plain = folder.Load();
        var truth = plain.Predict(s_known);
        using var model = Load(folder, new AuditOptions { Share = 1, Risk = 0.5 });
        Use(model, (truth.Class + 1) % 5);
        Assert.Equal(truth, model.Predict(s_known));
        var report = model.Audits!;
        Assert.Equal((1L, 1L, 1L, 1L), (report.Predictions, report.Hits, report.Audited, report.Disagreed));
        Assert.Equal(new ProbeAudit("block1", 0.999f, 1, 1, 1), report.Probes[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void The_drawn_share_is_audited_and_the_others_leave_in_batches_of_any_size(int batch)
    {
        const int Count = 840;
        using var folder = new TinyFolder();
        using var model = Load(folder, new AuditOptions { Share = 0.25, Risk = 0.9, Seed = 5 });
        Use(model, 3);
        var coin = new Coin(0.25, 5);
        byte[][] images = [s_known, s_other, s_stranger];
        var truth = new[] { 0, 1, 2 }.Select(i => Network(folder, images[i])).ToArray();
        var results = new Prediction[Count];
        var pixels = Enumerable.Range(0, Count).SelectMany(i => images[i % 3]).ToArray();
        for (var i = 0; i < Count; i += batch) model.Predict(pixels.AsSpan(i * 432, batch * 432), results.AsSpan(i, batch));
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(i % 3 != 2 && !coin.Falls(i), results[i].IsEarly);
            Assert.Equal(results[i].IsEarly ? (i % 3 == 0 ? 3 : 1) : truth[i % 3], results[i].Class);
        }

        var report = model.Audits!;
        Assert.Equal((Count, Count / 3 * 2), (report.Predictions, report.Hits));
        Assert.Equal(Enumerable.Range(0, Count).Count(i => i % 3 != 2 && coin.Falls(i)), report.Audited);
    }

    [Fact]
    public void A_broken_promise_switches_the_probe_off_says_so_and_stays_within_the_risk()
    {
        using var folder = new TinyFolder();
        using var model = Load(folder, new AuditOptions { Share = 0.2, Risk = 0.05 });
        Use(model, (Network(folder, s_known) + 1) % 5);
        var changes = new List<PromiseChangedEventArgs>();
        model.PromiseChanged += (sender, change) =>
        {
            Assert.Same(model, sender);
            changes.Add(change);
        };
        var predictions = 0;
        while (model.Predict(s_known) is var p && changes.Count == 0) Assert.True(++predictions < 200, p.Exit);
        Assert.Equal(("block1", PromiseChange.SwitchedOff), (changes[0].Probe, changes[0].Change));
        Assert.True(changes[0].Report.Estimate > 0.05);
        Assert.Equal(float.PositiveInfinity, model.Caches!.Probes[0]!.Threshold);
        Assert.Null(model.Caches.Certificate);
        Assert.Equal(Prediction.End, model.Predict(s_known).Exit);
        Assert.Equal((AuditState.Off, 0.0), (model.Audits!.State, model.Audits.Bound));
    }

    /// <summary>Scores below 0.7 are always wrong, those above always right: the new threshold lies between.</summary>
    [Fact]
    public void Thresholds_rise_past_the_scores_that_were_wrong()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var set = TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.5f, (s_known, 3), (s_other, 1)), null);
        AuditedHit[] hits = [.. Enumerable.Range(0, 100).Select(i => new AuditedHit(0, 0.5f + i * 0.005f, i >= 40, i))];
        var result = Tightening.Of(set, hits, 0.02);
        Assert.Equal([(0, PromiseChange.Tightened)], result.Changes);
        Assert.Equal(0.7f, result.Caches.Probes[0]!.Threshold, 0.0001f);

        // The same with too few right ones to rely on.
        result = Tightening.Of(set, hits[..45], 0.02);
        Assert.Equal([(0, PromiseChange.SwitchedOff)], result.Changes);
    }

    [Fact]
    public void A_kept_promise_is_proven_and_no_alarm_is_raised()
    {
        using var folder = new TinyFolder();
        using var model = Load(folder, new AuditOptions { Share = 0.5, Risk = 0.1 });
        Use(model, Network(folder, s_known));
        model.PromiseChanged += (_, _) => Assert.Fail("nothing was in danger");
        Assert.Equal((AuditState.Watching, 1.0), (model.Audits!.State, model.Audits.Bound));
        for (var i = 0; i < 300; i++) model.Predict(s_known);
        Assert.Equal(AuditState.Proven, model.Audits.State);
        Assert.InRange(model.Audits.Bound, 3.7 / 150, 3.9 / 150);
        Assert.InRange(model.Audits.Audited, 110, 190);
    }

    [Fact]
    public void Audits_need_something_to_keep()
    {
        using var folder = new TinyFolder();
        using var model = Load(folder, new AuditOptions());
        Assert.Null(model.Audits);
        Assert.Contains("AuditOptions.Risk", Assert.Throws<FreezeException>(() => Use(model, 3)).Message, StringComparison.Ordinal);
        Assert.Null(model.Caches);
        AuditOptions[] all = [new() { Share = 1.5 }, new() { Share = double.NaN }, new() { Risk = 0 }, new() { Confidence = 1 }];
        foreach (var wrong in all)
            Assert.Throws<FreezeException>(() => Load(folder, wrong));
    }

    [Fact]
    public void Auditing_from_eight_threads_counts_everybody()
    {
        using var folder = new TinyFolder();
        using var model = Load(folder, new AuditOptions { Share = 0.3, Risk = 0.9 });
        Use(model, Network(folder, s_known));
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 100; i++) model.Predict(s_known);
        });
        var coin = new Coin(0.3, 0);
        var report = model.Audits!;
        Assert.Equal((800L, 800L, 0L), (report.Predictions, report.Hits, report.Disagreed));
        Assert.Equal(Enumerable.Range(0, 800).Count(i => coin.Falls(i)), report.Audited);
    }

    [Fact]
    public void The_meter_counts_exits_audits_and_shows_the_bound()
    {
        using var folder = new TinyFolder();
        using var model = Load(folder, new AuditOptions { Share = 1, Risk = 0.9 });
        Use(model, (Network(folder, s_known) + 1) % 5);
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "Freeze") l.EnableMeasurementEvents(instrument);
            },
        };
        void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests run beside this one with models of the same name; only what this thread measures counts.
            lock (seen) seen[name + "/" + tags[^1].Value] = seen.GetValueOrDefault(name + "/" + tags[^1].Value) + value;
        }

        var thread = Environment.CurrentManagedThreadId;
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread) Add(instrument.Name, value, tags);
        });
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, 1, tags));
        listener.Start();
        model.Predict(s_known);
        model.Predict(s_stranger);
        listener.RecordObservableInstruments();
        Assert.Equal(2, seen["freeze.predictions/end"]);
        Assert.Equal(1, seen["freeze.audits/block1"]);
        Assert.Equal(1, seen["freeze.audit.disagreements/block1"]);
        Assert.True(seen["freeze.audit.bound/tiny"] >= 1);
    }

    private static TinyNet Load(TinyFolder folder, AuditOptions audit) =>
        FrozenModel.Load<TinyNet>(folder.Path, new() { Threads = 1, Audit = audit });

    private static void Use(TinyNet model, int answer) =>
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.999f, (s_known, answer), (s_other, 1)), null));

    private static int Network(TinyFolder folder, byte[] image)
    {
        using var plain = folder.Load();
        return plain.Predict(image).Class;
    }
}
