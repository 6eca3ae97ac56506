namespace Freeze.Caching.Streams;

/// <summary>
/// What a stream adds to a look-up: the log-odds of agreement move with the logarithm of the class's recent frequency (Bayes' rule for a changed
/// prior) and with a recent key that is much nearer than those of other classes. The threshold stays, in the same log-odds.
/// </summary>
/// <param name="plan">The model.</param>
/// <param name="options">The weights.</param>
/// <param name="capacity">Requests of a pass.</param>
internal sealed class StreamMemory(ModelPlan plan, StreamOptions options, int capacity)
{
    private readonly ClassPrior _prior = new(plan.Classes, options.Memory);
    private readonly RecentKeys _keys = new(options.RecentKeys);
    private readonly (int Class, float Lead)[] _near = new (int, float)[capacity];
    private readonly bool[] _asked = new bool[capacity];
    private float[] _first = [];
    private int _count, _length;

    /// <summary>How much all of it counts; 0 makes the stream decide as its model does.</summary>
    public double Strength { get; set; } = 1;

    /// <summary>Starts a pass.</summary>
    public void Begin(int count)
    {
        _count = count;
        _asked.AsSpan(0, count).Clear();
    }

    /// <summary>Decides whether a request leaves, as <see cref="Audits.PassRecord.Leaves"/>.</summary>
    public bool Decide(int slot, ProbeCache cache, int guess, float score, ReadOnlySpan<float> pooled, ref float agreement)
    {
        if (Strength == 0) return score >= cache.Threshold;

        // The first probe that is looked up gives the key: what comes later has left before.
        if (!_asked[slot] && options.RecentKeys > 0) Ask(slot, pooled);
        if (cache.Threshold > 1 || guess < 0) return false;
        double own = LogOdds(agreement), wanted = LogOdds(cache.Agreement(cache.Threshold));

        // Where the estimate is flat it says nothing about what lies below the threshold.
        if (score < cache.Threshold && own >= wanted) return false;
        var shift = options.PriorWeight * _prior.LogRatio(guess);
        if (_asked[slot] && _near[slot].Class >= 0)
            shift += options.RecencyWeight * (_near[slot].Class == guess ? _near[slot].Lead : -_near[slot].Lead);
        own += Strength * Math.Clamp(shift, -4, 4);
        agreement = (float)(1 / (1 + Math.Exp(-own)));
        return own >= wanted;
    }

    /// <summary>Remembers the key of a request that ran to the end.</summary>
    public void Learn(int slot, int answer)
    {
        if (_asked[slot]) _keys.Add(_first.AsSpan(slot * _length, _length), answer);
    }

    /// <summary>Adds an answer to the prior.</summary>
    public void Saw(int answer) => _prior.Add(answer);

    private void Ask(int slot, ReadOnlySpan<float> pooled)
    {

        // No larger than passes are: services remember thousands of streams, whose frames come one by one.
        if (pooled.Length != _length || _first.Length < _count * _length) (_first, _length) = (new float[_count * pooled.Length], pooled.Length);
        pooled.CopyTo(_first.AsSpan(slot * _length));
        _near[slot] = _keys.Nearest(pooled);
        _asked[slot] = true;
    }

    // Estimates of 0 and 1 are rounding, not certainty.
    private static double LogOdds(double p)
    {
        p = Math.Clamp(p, 1e-6, 1 - 1e-6);
        return Math.Log(p / (1 - p));
    }
}
