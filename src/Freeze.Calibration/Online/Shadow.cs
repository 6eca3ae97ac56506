using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Online;

/// <summary>
/// Caches that answer nobody yet: they are looked up on every request that ran to the end. Misses are all seen; requests that left are seen by the
/// audits' coin alone, each for all of its share. All sets of thresholds share the look-ups and, evenly, the error. Counting takes no lock.
/// </summary>
internal sealed class Shadow
{
    [ThreadStatic]
    private static float[]? t_scratch;

    private readonly ModelPlan _plan;
    private readonly ShadowPlan _tried;
    private readonly int[] _lengths;
    private readonly bool[] _used;
    private readonly int _scratch;
    private readonly ProbeCosts _costs;
    private readonly ProbeCosts _present;
    private readonly float[] _presentThresholds;
    private readonly double _error;
    private readonly ShadowCount[] _counts;
    private long _requests;
    private long _hits;
    private long _observed;
    private double _share;

    public Shadow(ModelPlan plan, ShadowPlan tried, CacheSet? present, int[] lengths, double error)
    {
        (_plan, _tried, _lengths, _error) = (plan, tried, lengths, error / tried.Ladder.Length);
        _used = [.. tried.Caches.Select((cache, k) => cache is not null && tried.Ladder.Any(thresholds => float.IsFinite(thresholds[k])))];
        _scratch = plan.Classes + tried.Caches.Max(cache => cache?.ScratchLength ?? 0);
        _counts = [.. tried.Ladder.Select(_ => new ShadowCount())];
        _costs = ProbeCosts.Of(plan, tried.Caches);
        var now = present?.Probes ?? new ProbeCache?[plan.Probes.Count];
        _present = ProbeCosts.Of(plan, now);
        _presentThresholds = [.. now.Select(cache => cache?.Threshold ?? float.PositiveInfinity)];
    }

    /// <summary>Requests since it began.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>
    /// Upper bound, at all times at once, on the share of requests that would have got another answer; that of the best set of thresholds.
    /// </summary>
    public double Bound => Enumerable.Range(0, _counts.Length).Min(BoundOf);

    /// <summary>Share of the requests with the least evidence that are seen: that of the audits once there are hits.</summary>
    public double Seen => Volatile.Read(ref _hits) > 0 && Volatile.Read(ref _share) is > 0 and var share ? share : 1;

    /// <summary>Whether every set of thresholds, from some evidence, seems to break the risk.</summary>
    public bool IsHopeless(double risk) => Array.TrueForAll(_counts, count => count.Seems(risk * Requests, Seen));

    /// <summary>
    /// The set of thresholds that saves most, and more than the caches in use, of those whose bound is within the risk; -1 when there is none.
    /// </summary>
    public int Best(double risk)
    {
        var (best, most) = (-1, 0.0);
        for (var rung = 0; rung < _counts.Length; rung++)
            if (_counts[rung].Saved(Seen) is var saved && saved > most && BoundOf(rung) <= risk) (best, most) = (rung, saved);
        return best;
    }

    /// <summary>The caches with one set of thresholds and what has been shown about them.</summary>
    public CacheSet Certify(int rung, FrozenModel model, OnlineRefitOptions options, double risk) => new()
    {
        Weights = model.Weights,
        Probes = [.. _tried.Caches.Select((cache, k) => cache?.WithThreshold(_tried.Ladder[rung][k]))],
        Certificate = new Certificate
        {
            Risk = risk,
            Confidence = options.Confidence,
            Images = (int)Math.Min(int.MaxValue, Volatile.Read(ref _observed)),
            Disagreements = (int)Math.Min(int.MaxValue, _counts[rung].Wrong),
            Bound = BoundOf(rung),
            Method = BoundMethod.AnytimeValid,
            Weights = model.Weights,
            Preprocessing = _plan.Input.Describe(),
            Precision = "float32",
            Device = model.Device.Name,
            Thresholds = [.. _tried.Caches.Select((cache, k) => cache is null ? float.PositiveInfinity : _tried.Ladder[rung][k])],
            SamplingUnit = "request seen online",
            Seed = options.Seed,
        },
    };

    public void Passed(int requests, int hits)
    {
        Interlocked.Add(ref _hits, hits);
        Interlocked.Add(ref _requests, requests);
    }

    public void Saw(in WatchedRequest request)
    {
        var probes = _lengths.Length;
        Span<int> guesses = stackalloc int[probes];
        Span<float> scores = stackalloc float[probes];
        LookUp(request.Pooled, guesses, scores);
        if (request.Share > 0) Volatile.Write(ref _share, request.Share);
        Interlocked.Increment(ref _observed);
        var present = _present.Of(request.Exit, _presentThresholds);
        for (var rung = 0; rung < _counts.Length; rung++)
        {
            var (thresholds, exit) = (_tried.Ladder[rung], 0);
            while (exit < probes && !(guesses[exit] >= 0 && scores[exit] >= thresholds[exit])) exit++;
            var isWrong = exit < probes && guesses[exit] != request.Class;
            _counts[rung].Add(request.IsHit, isWrong, present - _costs.Of(exit, thresholds));
        }
    }

    // Probes that no set uses are not asked, so later ones learn nothing from them either.
    private void LookUp(ReadOnlySpan<float> pooled, Span<int> guesses, Span<float> scores)
    {
        if (t_scratch is null || t_scratch.Length < _scratch) t_scratch = new float[_scratch];
        var evidence = t_scratch.AsSpan(0, _plan.Classes);
        evidence.Clear();
        for (int k = 0, offset = 0; k < _lengths.Length; offset += _lengths[k++])
        {
            guesses[k] = -1;
            if (!_used[k]) continue;
            var here = pooled.Slice(offset, _lengths[k]);
            (guesses[k], scores[k]) = _tried.Caches[k]!.LookUp(here, t_scratch.AsSpan(_plan.Classes), evidence);
        }
    }

    private double BoundOf(int rung)
    {
        var (requests, hits, share) = (Requests, Volatile.Read(ref _hits), Volatile.Read(ref _share));
        if (requests == 0 || hits > 0 && share == 0) return 1;

        // An audited hit stands for many requests and a miss for itself: most of the error is spent where evidence is dear.
        var wrong = PoissonMixture.UpperBound(_counts[rung].MissedWrong, 0.1 * _error);
        if (hits > 0) wrong += PoissonMixture.UpperBound(_counts[rung].AuditedWrong, 0.9 * _error) / share;
        return Math.Min(1, wrong / requests);
    }
}
