namespace Freeze.Gpu;

/// <summary>
/// Stretches of launches that come again and again with the same arguments. Launched plainly the first time, which loads their kernels; recorded as a
/// graph the second time; queued with a single call from then on.
/// </summary>
internal abstract partial class GpuQueue
{
    /// <summary>Stretches that are remembered; others are launched plainly each time.</summary>
    public const int MostStretches = 256;

    // The graph of each stretch that was seen; 0 where it was not recorded yet.
    private readonly Dictionary<(int From, int To, int Images), nint> _stretches = [];
    private (int From, int To, int Images) _stretch;
    private StretchState _state;

    private enum StretchState
    {
        None,
        Recording,
        Queued,
    }

    /// <summary>Whether the driver can record launches.</summary>
    public virtual bool CanRecord => false;

    /// <summary>Whether stretches are recorded; only where <see cref="CanRecord"/>.</summary>
    public bool Records { get; set; }

    /// <summary>
    /// Starts a stretch. Until <see cref="EndStretch"/> there may be launches only, and they must be the same each time the stretch has the same name.
    /// </summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="images">Images under way: the sizes of launches depend on them.</param>
    public void BeginStretch(int from, int to, int images)
    {
        if (!Records) return;
        CheckNoStretch();
        _stretch = (from, to, images);
        if (!_stretches.TryGetValue(_stretch, out var graph))
        {
            if (_stretches.Count < MostStretches) _stretches.Add(_stretch, 0);
        }
        else if (graph != 0)
        {
            Replay(graph);
            _state = StretchState.Queued;
        }
        else
        {
            BeginRecording();
            _state = StretchState.Recording;
        }
    }

    /// <summary>Ends the stretch, if there is one; all of it is queued then.</summary>
    public void EndStretch()
    {
        var state = _state;
        _state = StretchState.None;
        if (state != StretchState.Recording) return;
        var graph = EndRecording();
        _stretches[_stretch] = graph;
        Replay(graph);
    }

    /// <summary>Ends a stretch that failed midway: it is not queued.</summary>
    public void AbandonStretch()
    {
        var state = _state;
        _state = StretchState.None;
        if (state != StretchState.Recording) return;
        try
        {
            FreeGraph(EndRecording());
        }
        catch (FreezeException)
        {
            // The error that ended the pass is the one to report.
        }
    }

    /// <summary>Forgets all stretches: their launches have other arguments from now on.</summary>
    public void ForgetStretches()
    {
        foreach (var graph in _stretches.Values)
            if (graph != 0) FreeGraph(graph);
        _stretches.Clear();
    }

    /// <summary>From here on launches are recorded, not run.</summary>
    protected virtual void BeginRecording() => throw new NotSupportedException();

    /// <summary>Ends a recording.</summary>
    /// <returns>What was recorded, ready to replay; never 0.</returns>
    protected virtual nint EndRecording() => throw new NotSupportedException();

    /// <summary>Queues everything that was recorded.</summary>
    protected virtual void Replay(nint graph) => throw new NotSupportedException();

    /// <summary>Frees a recording.</summary>
    protected virtual void FreeGraph(nint graph) => throw new NotSupportedException();

    private void CheckNoStretch()
    {
        if (_state != StretchState.None) throw new InvalidOperationException("A stretch of launches has not ended.");
    }
}
