using Freeze.Gpu;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>ILGPU's simulation of a GPU with threads of the processor: the kernels themselves, under the runtime's own session.</summary>
internal sealed class SimulatedDevice(bool pipelined) : GpuDevice
{
    public static SimulatedDevice Instance { get; } = new(pipelined: true);

    public override string Name => "simulated";

    public override string Description => "ILGPU's CPU accelerator";

    public override bool IsGpu => pipelined;

    protected override GpuContext Open() => new SimulatedContext();
}
