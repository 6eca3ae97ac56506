using Freeze.Layers;

namespace Freeze;

/// <summary>
/// A model on a device: its weights, and the sessions that run it. Its owner and every call that runs it have a share; the last one that gives its
/// share back frees everything.
/// </summary>
internal abstract class DeviceModel : IDisposable
{
    /// <summary>Images that run together at most: enough to share weights. Where activations are large, fewer do.</summary>
    public const int LargestBatch = 32;

    // Calls that this thread is in, of any model: it must not wait for the end of its own call, nor for one that waits for it.
    [ThreadStatic]
    private static int t_calls;

    private readonly TaskCompletionSource _freed = new();
    private int _shares = 1;
    private bool _disposed;

    protected DeviceModel(ModelPlan plan)
    {
        (Plan, Labels) = (plan, [.. Enumerable.Range(0, OutputChannels(plan)).Select(plan.Label)]);
        foreach (var layer in plan.Layers.OfType<Rearrange>()) layer.Check();
    }

    public ModelPlan Plan { get; }

    /// <summary>Name of each class.</summary>
    public string[] Labels { get; }

    /// <summary>SHA-256 of the canonical weights' data.</summary>
    public abstract string Weights { get; }

    /// <summary>Threads of the processor that work on one prediction.</summary>
    public virtual int Threads => 1;

    /// <summary>Whether its sessions can send would-be hits to the end of the network.</summary>
    public virtual bool CanAudit => false;

    /// <summary>Begins a call: until <see cref="Exit"/>, on the same thread, nothing is freed.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Enter()
    {
        int shares;
        do
        {
            shares = Volatile.Read(ref _shares);
            if (Volatile.Read(ref _disposed) || shares == 0)
                throw new ObjectDisposedException(Plan.Name, "The model was disposed; load it again.");
        }
        while (Interlocked.CompareExchange(ref _shares, shares + 1, shares) != shares);
        t_calls++;
    }

    /// <summary>Ends a call.</summary>
    public void Exit()
    {
        t_calls--;
        Leave();
    }

    /// <summary>Takes a session with room for the images, or for the largest batch; within a call.</summary>
    public DeviceSession Rent(int images) => Take(images);

    /// <summary>Gives a session back.</summary>
    public void Return(DeviceSession session)
    {
        session.End();
        session.Errors.Clear();
        GiveBack(session);
    }

    /// <summary>
    /// Refuses new calls and returns when those under way have ended and everything is freed. On a thread that is in a call itself, as handlers are,
    /// it does not wait: the last call to end frees.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        Leave();
        if (t_calls == 0) _freed.Task.Wait();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _shares) > 0) return;
        try
        {
            Free();
        }
        finally
        {
            _freed.SetResult();
        }
    }

    protected abstract DeviceSession Take(int images);

    protected abstract void GiveBack(DeviceSession session);

    /// <summary>Frees everything; no call is under way.</summary>
    protected abstract void Free();

    private static int OutputChannels(ModelPlan plan) => plan.Layers[^1].Output is { Height: 1, Width: 1 } output
        ? output.Channels
        : throw new FreezeException(
            $"The model's last layer '{plan.Layers[^1].Name}' gives {plan.Layers[^1].Output}; a classifier gives one value for each class.");
}
