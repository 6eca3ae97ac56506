namespace Freeze.Caching.Audits;

/// <summary>
/// Audits of one set of caches with the thresholds that it has; other thresholds get another auditor that goes on where this one stopped. Counting
/// takes no lock; only requests that were audited do.
/// </summary>
internal sealed class Auditor
{
    private const int Remembered = 4096;

    private readonly ModelPlan _plan;
    private readonly Coin _coin;
    private readonly bool _tightened;
    private readonly Lock _lock = new();
    private readonly DisagreementTest? _test;
    private readonly long[] _hits;
    private readonly long[] _audited;
    private readonly long[] _disagreed;
    private readonly AuditedHit[] _recent;
    private readonly long _before;
    private long _predictions;
    private long _drawn;
    private long _auditedTotal;
    private long _disagreedTotal;
    private bool _closed;

    public Auditor(ModelPlan plan, CacheSet caches, AuditOptions options, Auditor? previous = null)
    {
        options.Check();
        (_plan, Caches, Options, _tightened) = (plan, caches, options, previous is not null);
        Risk = previous?.Risk ?? options.Risk ?? caches.Certificate?.Risk ?? throw new FreezeException(
            "The caches carry no certificate, so audits need to know what to keep: set AuditOptions.Risk, such as 0.01.");
        _coin = new Coin(options.Share, options.Seed);
        var probes = plan.Probes.Count;
        (_hits, _audited, _disagreed) = (new long[probes], new long[probes], new long[probes]);
        _recent = new AuditedHit[Remembered];
        if (previous is not null) _before = previous._before + Volatile.Read(ref previous._drawn);
        if (options.Share > 0) _test = new DisagreementTest(options.Share * Risk, 1 - options.Confidence, previous?._test?.Opened ?? 0);
    }

    public CacheSet Caches { get; }

    public AuditOptions Options { get; }

    public double Risk { get; }

    /// <summary>Takes numbers for some requests; returns the first.</summary>
    public long Number(int requests) => _before + Interlocked.Add(ref _drawn, requests) - requests;

    /// <summary>Whether a request runs to the end.</summary>
    public bool IsDrawn(long number) => _coin.Falls(number);

    /// <summary>Counts requests and where they left or would have left.</summary>
    public void Count(int requests, ReadOnlySpan<int> hits)
    {
        Interlocked.Add(ref _predictions, requests);
        for (var k = 0; k < hits.Length; k++)
            if (hits[k] > 0) Interlocked.Add(ref _hits[k], hits[k]);
    }

    /// <summary>Adds an audited hit, after it was counted.</summary>
    /// <returns>True once, when the promise is in danger.</returns>
    public bool Add(int probe, float score, bool agrees)
    {
        lock (_lock)
        {
            if (_closed) return false;
            var at = Volatile.Read(ref _predictions);
            _recent[_auditedTotal++ % Remembered] = new AuditedHit(probe, score, agrees, at);
            _audited[probe]++;
            if (agrees) return false;
            _disagreed[probe]++;
            return _closed = _test!.Add(at, ++_disagreedTotal);
        }
    }

    /// <summary>The counts so far.</summary>
    public AuditCounts Counts()
    {
        lock (_lock) return new AuditCounts(Volatile.Read(ref _predictions), _hits.Sum(), _auditedTotal, _disagreedTotal);
    }

    /// <summary>What is known so far.</summary>
    public AuditReport Report()
    {
        lock (_lock)
        {
            var predictions = Volatile.Read(ref _predictions);
            var isOn = Caches.Probes.Any(cache => cache?.Threshold <= 1);
            var bound = isOn ? new AuditCounts(predictions, 0, _auditedTotal, _disagreedTotal).Bound(Options.Share, Options.Confidence) : 0;
            return new AuditReport
            {
                Share = Options.Share,
                Risk = Risk,
                Confidence = Options.Confidence,
                Predictions = predictions,
                Hits = _hits.Sum(),
                Audited = _auditedTotal,
                Disagreed = _disagreedTotal,
                Bound = bound,
                State = !isOn ? AuditState.Off : bound <= Risk ? AuditState.Proven : _tightened ? AuditState.Tightened : AuditState.Watching,
                Probes = [.. _plan.Probes.Select((probe, k) => new ProbeAudit(
                    probe.Name, Caches.Probes[k]?.Threshold ?? float.PositiveInfinity, Volatile.Read(ref _hits[k]), _audited[k], _disagreed[k]))],
            };
        }
    }

    /// <summary>Higher thresholds, from what was audited since the start of the test that raised the alarm.</summary>
    public Tightening Tighten()
    {
        lock (_lock)
        {
            var count = (int)Math.Min(_auditedTotal, Remembered);
            var since = _test?.AlarmStart ?? 0;
            AuditedHit[] hits = [.. _recent.Take(count).Where(hit => hit.At >= since)];
            var share = (double)Math.Max(1, _hits.Sum()) / Math.Max(1, Volatile.Read(ref _predictions));
            return Tightening.Of(Caches, hits, Risk / share);
        }
    }
}
