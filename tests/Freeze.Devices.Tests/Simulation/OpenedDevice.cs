using Freeze.Gpu;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>A device with a context of its own, for tests that count what it holds.</summary>
internal sealed class OpenedDevice(GpuDevice device, GpuContext context) : GpuDevice
{
    public override string Name => device.Name;

    public override string Description => device.Description;

    public override bool IsGpu => device.IsGpu;

    protected override GpuContext Open() => context;
}
