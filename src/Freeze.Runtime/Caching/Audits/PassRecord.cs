using Freeze.Caching.Streams;
using Freeze.Cpu;

namespace Freeze.Caching.Audits;

/// <summary>
/// What is decided about the requests of one pass beyond their thresholds: audits, a stream's memory, and what a watcher sees. Knows nothing of
/// devices; each session owns one and asks it only while <see cref="IsOn"/>.
/// </summary>
internal sealed class PassRecord
{
    private readonly ModelPlan _plan;
    private readonly DeviceSession _session;
    private readonly bool[] _drawn;
    private readonly int[] _probe;
    private readonly int[] _guess;
    private readonly int[] _answer;
    private readonly float[] _score;
    private readonly int[] _hits;
    private readonly int[] _grids;
    private float[] _pooled = [];
    private int[] _offsets = [];
    private int _count;
    private Auditor? _auditor;
    private PredictionStream? _stream;
    private IPassWatcher? _watcher;
    private object? _watched;

    public PassRecord(ModelPlan plan, int capacity, DeviceSession session)
    {
        (_plan, _session) = (plan, session);
        (_drawn, _probe, _guess, _answer) = (new bool[capacity], new int[capacity], new int[capacity], new int[capacity]);
        (_score, _hits, _grids) = (new float[capacity], new int[plan.Probes.Count], new int[plan.Probes.Count]);
    }

    /// <summary>Whether there is anything to decide.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Grids of the watcher as they were when the pass began; null without a watcher.</summary>
    public int[]? WatchedGrids => _watcher is null ? null : _grids;

    /// <summary>Starts a pass over some images of a job.</summary>
    public void Begin(in Job job, int count)
    {
        (_auditor, _stream, _watcher, _count) = (job.Auditor, job.Stream, job.Watcher, count);
        IsOn = _auditor is not null || _stream is not null || _watcher is not null;
        if (!IsOn) return;
        var number = _auditor?.Number(count) ?? 0;
        for (var i = 0; i < count; i++) (_drawn[i], _probe[i]) = (_auditor?.IsDrawn(number + i) ?? false, -1);
        Array.Clear(_hits);
        _stream?.Begin(count);
        if (_watcher is null) return;
        try
        {
            MakeRoom();
            _watched = _watcher.Begin();
        }
        catch (Exception error)
        {
            Drop(error);
        }
    }

    /// <summary>Whether a request is beyond look-ups: it would have left and runs to the end.</summary>
    public bool IsAudited(int slot) => _probe[slot] >= 0;

    /// <summary>Where a watched pooled activation goes.</summary>
    public Span<float> Watched(int slot, int probe) =>
        _pooled.AsSpan(slot * _offsets[^1] + _offsets[probe], _offsets[probe + 1] - _offsets[probe]);

    /// <summary>Decides about a look-up.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="probe">Index of the probe.</param>
    /// <param name="cache">Its cache.</param>
    /// <param name="guess">The class that was found.</param>
    /// <param name="score">Its score.</param>
    /// <param name="pooled">The pooled activation.</param>
    /// <param name="agreement">Estimated probability that the network agrees.</param>
    /// <returns>Whether the request leaves.</returns>
    public bool Leaves(int slot, int probe, ProbeCache cache, int guess, float score, ReadOnlySpan<float> pooled, out float agreement)
    {
        agreement = cache.Agreement(score);
        if (!(_stream?.Decide(slot, cache, guess, score, pooled, ref agreement) ?? score >= cache.Threshold)) return false;
        _hits[probe]++;
        (_probe[slot], _guess[slot], _score[slot], _answer[slot]) = (probe, guess, score, guess);
        return !_drawn[slot];
    }

    /// <summary>Takes the network's own answer.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="answer">Its class.</param>
    /// <param name="outputs">The network's outputs.</param>
    public void Answered(int slot, int answer, ReadOnlySpan<float> outputs)
    {
        _answer[slot] = answer;
        _stream?.Learn(slot, answer);
        if (_watcher is null) return;
        try
        {
            _watcher.Saw(_watched, new WatchedRequest
            {
                Pooled = _pooled.AsSpan(slot * _offsets[^1], _offsets[^1]),
                Outputs = outputs,
                Class = answer,
                Exit = _probe[slot] >= 0 ? _probe[slot] : _plan.Probes.Count,
                IsHit = _probe[slot] >= 0,
                Share = _auditor?.Options.Share ?? 0,
            });
        }
        catch (Exception error)
        {
            Drop(error);
        }
    }

    /// <summary>Ends a pass that went well: counts it.</summary>
    /// <returns>The auditor that raises an alarm; null when none does.</returns>
    public Auditor? Close()
    {
        if (!IsOn) return null;
        var alarm = false;
        _auditor?.Count(_count, _hits);
        for (var slot = 0; slot < _count; slot++)
        {
            _stream?.Saw(_answer[slot]);
            if (_auditor is null || !_drawn[slot] || _probe[slot] < 0) continue;
            var agrees = _guess[slot] == _answer[slot];
            alarm |= _auditor.Add(_probe[slot], _score[slot], agrees);
            Telemetry.Audited(_plan, _probe[slot], agrees, _stream is not null, ref _session.Errors);
        }

        try
        {
            _watcher?.Passed(_watched, _count, _hits.Sum());
        }
        catch (Exception error)
        {
            Drop(error);
        }

        var auditor = alarm ? _auditor : null;
        Forget();
        return auditor;
    }

    /// <summary>Forgets a pass, whether it went well or not.</summary>
    public void Forget() => (_auditor, _stream, _watcher, _watched, IsOn) = (null, null, null, null, false);

    /// <summary>Shows the watcher nothing more of this pass; what it threw waits for the end of the prediction.</summary>
    private void Drop(Exception error)
    {
        _watcher = null;
        _session.Errors.Add(error);
    }

    private void MakeRoom()
    {
        var grids = _watcher!.Grids;
        if (_offsets.Length == 0) _offsets = new int[_grids.Length + 1];
        for (var k = 0; k < _grids.Length; k++)
        {
            _grids[k] = grids[k];
            _offsets[k + 1] = _offsets[k] + _plan.Probes[k].Shape.Channels * _grids[k] * _grids[k];
        }

        if (_pooled.Length < _drawn.Length * _offsets[^1]) _pooled = new float[_drawn.Length * _offsets[^1]];
    }
}
