using System.Numerics;

namespace Freeze.Cpu;

/// <summary>
/// Sessions that wait for their next pass. A session has room for the batch that was asked for, rounded up to a power of two; one that is too
/// small gives way to a larger one. So there are never more of them than passes have run at once, and a warm model allocates none.
/// </summary>
internal sealed class SessionPool(CpuModel model) : IDisposable
{
    /// <summary>Images that run together at most: enough to share weights, few enough for the activations to stay near.</summary>
    public const int LargestBatch = 32;

    private readonly Lock _lock = new();
    private readonly List<CpuSession> _idle = [];

    /// <summary>Images for which the waiting sessions have room.</summary>
    public int Arenas
    {
        get
        {
            lock (_lock) return _idle.Sum(session => session.Capacity);
        }
    }

    /// <summary>Takes a session with room for the images, or for <see cref="LargestBatch"/> of them.</summary>
    public CpuSession Rent(int images)
    {
        var capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(images, LargestBatch));
        if (Take(capacity) is { } session)
        {
            if (session.Capacity >= capacity) return session;
            session.Dispose();
        }

        return new CpuSession(model, capacity);
    }

    /// <summary>Gives a session back.</summary>
    public void Return(CpuSession session)
    {
        lock (_lock) _idle.Add(session);
    }

    /// <summary>Frees the sessions that wait.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var session in _idle) session.Dispose();
            _idle.Clear();
        }
    }

    /// <summary>The smallest session that is large enough, else the largest of the others; null when none waits.</summary>
    private CpuSession? Take(int capacity)
    {
        lock (_lock)
        {
            CpuSession? best = null;
            foreach (var session in _idle)
                if (best is null || Fits(session.Capacity, best.Capacity, capacity)) best = session;
            if (best is not null) _idle.Remove(best);
            return best;
        }
    }

    /// <summary>Whether a room suits better than the best one so far. Of equal rooms the one used last does: its memory is still near.</summary>
    private static bool Fits(int room, int best, int wanted) => room >= wanted ? best < wanted || room <= best : best < wanted && room >= best;
}
