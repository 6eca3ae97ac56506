namespace Freeze.Hosting.Models;

/// <summary>A loaded model, counted: it is disposed when it was replaced and its last batch has left.</summary>
internal sealed class ModelGeneration(FrozenModel model, int number, int maxStreams, Action<int> drained)
{
    // The slot's own share is the first.
    private int _users = 1;

    public FrozenModel Model => model;

    public int Number => number;

    /// <summary>Streams remember activations of these weights, so they begin anew with each generation.</summary>
    public StreamTable Streams { get; } = new(model, maxStreams);

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
}
