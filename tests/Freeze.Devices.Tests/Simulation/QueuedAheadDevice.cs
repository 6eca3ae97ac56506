using Freeze.Gpu;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>A device that is driven as a GPU is: a block is queued before the probe ahead of it has answered.</summary>
internal sealed class QueuedAheadDevice(GpuDevice device) : GpuDevice
{
    public override string Name => device.Name;

    public override string Description => device.Description;

    public override bool IsGpu => true;

    protected override GpuContext Open() => device.Context;
}
