using Freeze.Caching;
using Freeze.Calibration.Online;

namespace Freeze.Hosting.Models;

/// <summary>A loaded model, counted: it is disposed when it was replaced and its last batch has left.</summary>
internal sealed class ModelGeneration(FrozenModel model, int number, FreezeOptions options, Action<int> drained)
{
    private readonly OnlineRefit? _refit = Online.Refit(model, options);

    // The slot's own share is the first.
    private int _users = 1;
    private long _images;

    public FrozenModel Model => model;

    public int Number => number;

    /// <summary>The caches that it was loaded with.</summary>
    public CacheSet? LoadedCaches { get; } = model.Caches;

    /// <summary>Streams remember activations of these weights, so they begin anew with each generation.</summary>
    public StreamTable Streams { get; } = new(model, options);

    /// <summary>Images that it answered by themselves; frames of streams that were not audited as such are among them.</summary>
    public long Images => Interlocked.Read(ref _images);

    public void CountImages(int count) => Interlocked.Add(ref _images, count);

    /// <summary>What refitting has done; null where there is none.</summary>
    public RefitReport? Refit => _refit?.Report;

    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return true;
            users = seen;
        }

        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _users) > 0) return;
        model.Dispose();
        drained(number);
    }

    /// <summary>Gives up the slot's share. Refitting ends here, on the caller's thread: one that answers batches must not wait for it.</summary>
    public void Retire()
    {
        _refit?.Dispose();
        Exit();
    }
}
