using Freeze.Layers;

namespace Freeze;

/// <summary>A model on a device: its weights, and the sessions that run it. The last prediction under way ends before anything is freed.</summary>
internal abstract class DeviceModel : IDisposable
{
    /// <summary>Images that run together at most: enough to share weights. Where activations are large, fewer do.</summary>
    public const int LargestBatch = 32;

    private int _active;
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

    /// <summary>Takes a session with room for the images, or for the largest batch.</summary>
    public DeviceSession Rent(int images)
    {
        Interlocked.Increment(ref _active);
        if (Volatile.Read(ref _disposed))
        {
            Interlocked.Decrement(ref _active);
            throw new ObjectDisposedException(Plan.Name, "The model was disposed; load it again.");
        }

        try
        {
            return Take(images);
        }
        catch
        {
            // Without memory for a session nothing is under way: Dispose must not wait for it.
            Interlocked.Decrement(ref _active);
            throw;
        }
    }

    /// <summary>Gives a session back.</summary>
    public void Return(DeviceSession session)
    {
        session.End();
        GiveBack(session);
        Interlocked.Decrement(ref _active);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        var spinner = new SpinWait();
        while (Volatile.Read(ref _active) > 0) spinner.SpinOnce();
        Free();
    }

    protected abstract DeviceSession Take(int images);

    protected abstract void GiveBack(DeviceSession session);

    /// <summary>Frees everything; no prediction is under way.</summary>
    protected abstract void Free();

    private static int OutputChannels(ModelPlan plan) => plan.Layers[^1].Output is { Height: 1, Width: 1 } output
        ? output.Channels
        : throw new FreezeException(
            $"The model's last layer '{plan.Layers[^1].Name}' gives {plan.Layers[^1].Output}; a classifier gives one value for each class.");
}
