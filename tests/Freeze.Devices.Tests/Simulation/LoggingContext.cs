using Freeze.Gpu;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>A device that runs nothing and writes down what it is asked to run; its queues can record. Handles count up from 1.</summary>
/// <param name="log">Receives a line for each kernel that would run, with its sizes and arguments, and for each copy.</param>
internal sealed class LoggingContext(List<string> log) : GpuContext
{
    private nint _next = 1;

    /// <summary>Recordings that were begun and ended well, replays, and recordings that are kept at the moment.</summary>
    public (int Recorded, int Replayed, int Kept) Graphs { get; set; }

    /// <summary>Kernels that were launched by themselves since this was cleared.</summary>
    public List<string> Launched { get; } = [];

    public List<string> Log => log;

    protected override nint AllocateMemory(long bytes) => _next++;

    protected override void FreeMemory(nint handle)
    {
    }

    protected override GpuQueue OpenQueue() => new LoggingQueue(this);
}
