using Freeze.Gpu;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>A device on a <see cref="LoggingContext"/>.</summary>
internal sealed class LoggingDevice(LoggingContext context, bool pipelined) : GpuDevice
{
    public override string Name => "logging";

    public override string Description => "runs nothing";

    public override bool IsGpu => pipelined;

    protected override GpuContext Open() => context;
}
