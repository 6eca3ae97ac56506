namespace Freeze.Bench.Soak;

/// <summary>
/// Which generations may answer. While the files change, the one before and the one after do; a request may be answered by each that was in force
/// between its start and its end.
/// </summary>
internal sealed class History
{
    private readonly Lock _lock = new();
    private readonly List<Generation> _all;
    private bool _isChanging;

    public History(Generation first) => _all = [first];

    /// <summary>Swaps so far.</summary>
    public int Swaps
    {
        get
        {
            lock (_lock) return _all.Count - 1;
        }
    }

    /// <summary>The first generation that may answer a request that starts now.</summary>
    public int Start
    {
        get
        {
            lock (_lock) return _all.Count - (_isChanging ? 2 : 1);
        }
    }

    /// <summary>The generation in force, or the one that comes.</summary>
    public Generation Last
    {
        get
        {
            lock (_lock) return _all[^1];
        }
    }

    /// <summary>From now on another generation may answer.</summary>
    public void Begin(Generation next)
    {
        lock (_lock) (_isChanging, _) = (true, Add(next));
    }

    /// <summary>From now on it alone answers.</summary>
    public void End()
    {
        lock (_lock) _isChanging = false;
    }

    /// <summary>Those that may have answered a request that started then and ends now.</summary>
    public Generation[] Since(int start)
    {
        lock (_lock) return [.. _all.Skip(start)];
    }

    private int Add(Generation next)
    {
        _all.Add(next);
        return _all.Count;
    }
}
