using System.Numerics;

namespace Freeze.Cpu;

/// <summary>
/// Sessions that wait for their next pass. A session has room for the batch that was asked for, rounded up to a power of two; one that is too
/// small gives way to a larger one. So there are never more of them than passes have run at once, and a warm model allocates none.
/// </summary>
/// <param name="largest">Images that one session has room for at most.</param>
/// <param name="make">Makes a session with room for a number of images.</param>
internal sealed class SessionPool<T>(int largest, Func<int, T> make) : IDisposable
    where T : DeviceSession
{
    private readonly Lock _lock = new();
    private readonly List<T> _idle = [];

    /// <summary>Images for which the waiting sessions have room.</summary>
    public int Arenas
    {
        get
        {
            lock (_lock) return _idle.Sum(session => session.Capacity);
        }
    }

    /// <summary>Takes a session with room for the images, or for as many as one may have.</summary>
    public T Rent(int images)
    {
        var capacity = images < largest ? (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)images), (uint)largest) : largest;
        if (Take(capacity) is { } session)
        {
            if (session.Capacity >= capacity) return session;
            session.Dispose();
        }

        return make(capacity);
    }

    /// <summary>Gives a session back.</summary>
    public void Return(T session)
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
    private T? Take(int capacity)
    {
        lock (_lock)
        {
            T? best = null;
            foreach (var session in _idle)
                if (best is null || Fits(session.Capacity, best.Capacity, capacity)) best = session;
            if (best is not null) _idle.Remove(best);
            return best;
        }
    }

    /// <summary>Whether a room suits better than the best one so far. Of equal rooms the one used last does: its memory is still near.</summary>
    private static bool Fits(int room, int best, int wanted) => room >= wanted ? best < wanted || room <= best : best < wanted && room >= best;
}
