using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Online;

/// <summary>
/// Caches that answer nobody yet: they are looked up on every request that ran to the end. Misses are all seen; requests that left are seen by the
/// audits' coin alone, each for all of its share. Counting takes no lock.
/// </summary>
internal sealed class Shadow
{
    [ThreadStatic]
    private static float[]? t_scratch;

    private readonly ModelPlan _plan;
    private readonly int[] _lengths;
    private readonly float[] _thresholds;
    private readonly ProbeCosts _costs;
    private readonly ProbeCosts _present;
    private readonly float[] _presentThresholds;
    private readonly double _error;
    private long _requests;
    private long _hits;
    private long _observed;
    private long _missedWrong;
    private long _auditedWrong;
    private long _savedOnMisses;
    private long _savedOnAudited;
    private double _share;

    public Shadow(ModelPlan plan, CacheSet caches, CacheSet? present, int[] lengths, double error)
    {
        (_plan, Caches, _lengths, _error) = (plan, caches, lengths, error);
        _thresholds = [.. caches.Probes.Select(cache => cache?.Threshold ?? float.PositiveInfinity)];
        _costs = ProbeCosts.Of(plan, caches.Probes);
        var now = present?.Probes ?? new ProbeCache?[plan.Probes.Count];
        _present = ProbeCosts.Of(plan, now);
        _presentThresholds = [.. now.Select(cache => cache?.Threshold ?? float.PositiveInfinity)];
    }

    public CacheSet Caches { get; }

    /// <summary>Requests since it began.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Requests that ran to the end and were looked up.</summary>
    public long Observed => Volatile.Read(ref _observed);

    /// <summary>Look-ups that would have answered otherwise than the network.</summary>
    public long Wrong => Volatile.Read(ref _missedWrong) + Volatile.Read(ref _auditedWrong);

    /// <summary>Upper bound, at all times at once, on the share of requests that would have got another answer.</summary>
    public double Bound
    {
        get
        {
            var (requests, hits, share) = (Requests, Volatile.Read(ref _hits), Volatile.Read(ref _share));
            if (requests == 0 || hits > 0 && share == 0) return 1;

            // An audited hit stands for many requests and a miss for itself: most of the error is spent where evidence is dear.
            var wrong = PoissonMixture.UpperBound(Volatile.Read(ref _missedWrong), 0.1 * _error);
            if (hits > 0) wrong += PoissonMixture.UpperBound(Volatile.Read(ref _auditedWrong), 0.9 * _error) / share;
            return Math.Min(1, wrong / requests);
        }
    }

    /// <summary>Share of the requests with the least evidence that are seen: that of the audits once there are hits.</summary>
    public double Seen => Volatile.Read(ref _hits) > 0 && Volatile.Read(ref _share) is > 0 and var share ? share : 1;

    /// <summary>Whether the estimate, from some evidence, is beyond the risk.</summary>
    public bool IsHopeless(double risk)
    {
        var (missed, audited) = (Volatile.Read(ref _missedWrong), Volatile.Read(ref _auditedWrong));
        return missed + audited >= 5 && missed + audited / Seen > risk * Requests;
    }

    /// <summary>Estimated multiply-accumulates that it would save beyond the caches in use.</summary>
    public double Saved
    {
        get
        {
            var share = Volatile.Read(ref _share);
            return Volatile.Read(ref _savedOnMisses) + (share > 0 ? Volatile.Read(ref _savedOnAudited) / share : 0);
        }
    }

    /// <summary>What has been shown, as a certificate.</summary>
    public Certificate Certify(FrozenModel model, OnlineRefitOptions options, double risk, double bound) => new()
    {
        Risk = risk,
        Confidence = options.Confidence,
        Images = (int)Math.Min(int.MaxValue, Observed),
        Disagreements = (int)Math.Min(int.MaxValue, Wrong),
        Bound = bound,
        Method = BoundMethod.AnytimeValid,
        Weights = model.Weights,
        Preprocessing = _plan.Input.Describe(),
        Precision = "float32",
        Device = model.Device.Name,
        Thresholds = _thresholds,
        SamplingUnit = "request seen online",
        Seed = options.Seed,
    };

    public void Passed(int requests, int hits)
    {
        Interlocked.Add(ref _hits, hits);
        Interlocked.Add(ref _requests, requests);
    }

    public void Saw(in WatchedRequest request)
    {
        var classes = _plan.Classes;
        var needed = classes + Caches.Probes.Max(cache => cache?.ScratchLength ?? 0);
        if (t_scratch is null || t_scratch.Length < needed) t_scratch = new float[needed];
        var evidence = t_scratch.AsSpan(0, classes);
        evidence.Clear();
        var (exit, answer, offset) = (_plan.Probes.Count, request.Class, 0);
        for (var k = 0; k < _lengths.Length; offset += _lengths[k++])
        {
            if (Caches.Probes[k] is not { IsOn: true } cache) continue;
            var (guess, score) = cache.LookUp(request.Pooled.Slice(offset, _lengths[k]), t_scratch.AsSpan(classes), evidence);
            if (guess < 0 || score < cache.Threshold) continue;
            (exit, answer) = (k, guess);
            break;
        }

        if (request.Share > 0) Volatile.Write(ref _share, request.Share);
        Interlocked.Increment(ref _observed);
        var saved = _present.Of(request.Exit, _presentThresholds) - _costs.Of(exit, _thresholds);
        if (request.IsHit) Interlocked.Add(ref _savedOnAudited, saved);
        else Interlocked.Add(ref _savedOnMisses, saved);
        if (answer == request.Class) return;
        if (request.IsHit) Interlocked.Increment(ref _auditedWrong);
        else Interlocked.Increment(ref _missedWrong);
    }
}
