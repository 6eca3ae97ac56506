namespace Freeze.Caching.Audits;

/// <summary>
/// Watches whether events become more frequent than claimed. Evidence over all history would answer a change the later the longer all was well, so
/// tests start anew all the time: the k-th may err with probability error * 6 / (pi^2 k^2), which sums to the error. With probability 1 - error,
/// whenever an alarm is raised the events since the start of its test really were more frequent than claimed.
/// </summary>
/// <remarks>
/// A bank of e-processes with staggered starts, as in Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework for sequential change
/// detection" (2024), but with a union bound over the starts in place of their average run length: false alarms are rare for ever, not on average.
/// Starts follow each other at half of the trials in which one event is expected. Only the most promising are kept; forgetting one is always valid.
/// </remarks>
internal sealed class DisagreementTest
{
    private const int Kept = 64;

    private readonly double _claimed;
    private readonly double _error;
    private readonly long _block;
    private readonly List<Start> _starts = new(Kept + 1);
    private long _opened;
    private long _blocks;

    /// <summary>Makes a test.</summary>
    /// <param name="claimed">Largest probability of an event in one trial.</param>
    /// <param name="error">Probability of ever raising a false alarm.</param>
    /// <param name="opened">Tests that spent their part of the error before.</param>
    public DisagreementTest(double claimed, double error, long opened = 0)
    {
        (_claimed, _error, _opened) = (claimed, error, opened);
        _block = (long)Math.Clamp(Math.Ceiling(0.5 / claimed), 1, 1L << 40);
        Open(0, 0);
    }

    /// <summary>Tests that have spent their part of the error.</summary>
    public long Opened => _opened;

    /// <summary>Where the test began that raised the alarm.</summary>
    public long AlarmStart { get; private set; }

    /// <summary>Takes the last of some events into account.</summary>
    /// <param name="trials">Trials so far.</param>
    /// <param name="events">Events so far, at least 1.</param>
    /// <returns>Whether the claim is refuted.</returns>
    public bool Add(long trials, long events)
    {
        // Between events nothing happens but that tests start; those that would be forgotten at once need not start.
        var reached = (trials - 1) / _block;
        if (reached > _blocks)
        {
            var skipped = Math.Max(0, reached - _blocks - Kept);
            _opened += skipped;
            for (var block = _blocks + skipped + 1; block <= reached; block++) Open(block * _block, events - 1);
            _blocks = reached;
        }

        foreach (var start in _starts)
        {
            var (since, claimed) = (events - start.Events, (trials - start.Trials) * _claimed);
            if (PoissonMixture.MostEvidenceOfMore(since, claimed) < start.Wanted
                || PoissonMixture.EvidenceOfMore(since, claimed) < start.Wanted) continue;
            AlarmStart = start.Trials;
            return true;
        }

        while (_starts.Count > Kept) Forget(trials, events);
        return false;
    }

    private void Open(long trials, long events)
    {
        var k = (double)++_opened;
        _starts.Add(new Start(trials, events, Math.Log(Math.PI * Math.PI * k * k / (6 * _error))));
    }

    private void Forget(long trials, long events)
    {
        var worst = 0;
        for (var i = 1; i < _starts.Count; i++)
            if (Lacking(i) > Lacking(worst)) worst = i;
        _starts.RemoveAt(worst);

        double Lacking(int i) => _starts[i].Wanted
            - PoissonMixture.MostEvidenceOfMore(events - _starts[i].Events, (trials - _starts[i].Trials) * _claimed);
    }

    private readonly record struct Start(long Trials, long Events, double Wanted);
}
