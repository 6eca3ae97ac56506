using Freeze.Devices.Tests.Simulation;
using Freeze.Gpu;

namespace Freeze.Devices.Tests;

/// <summary>The devices that the suite runs over, by name.</summary>
internal static class TestDevices
{
    public static readonly string[] Names = ["cpu", "simulated", "opencl", "cuda"];

    /// <summary>
    /// Those that whole networks run on; the simulation, with its threads of the operating system, would take minutes. A driver for the processor
    /// waits at each probe; "queued ahead" drives it as a GPU.
    /// </summary>
    public static readonly string[] GpuNames = ["opencl", "opencl, queued ahead", "cuda"];

    private const string QueuedAhead = ", queued ahead";

    /// <summary>A device; skips the test, with the reason, where this machine has none of that name.</summary>
    public static Device Get(string name)
    {
        if (name == "simulated") return SimulatedDevice.Instance;
        if (name.EndsWith(QueuedAhead, StringComparison.Ordinal)) return new QueuedAheadDevice(Gpu(name[..^QueuedAhead.Length]));
        try
        {
            return Device.Find(name);
        }
        catch (FreezeException reason)
        {
            Skip.If(true, reason.Message);
            throw;
        }
    }

    /// <summary>An opened device that is no processor of its own.</summary>
    public static GpuDevice Gpu(string name) => (GpuDevice)Get(name);

    /// <summary>Every case on every device.</summary>
    public static TheoryData<string, string> With(IEnumerable<string> cases, params string[] devices)
    {
        var data = new TheoryData<string, string>();
        foreach (var name in cases)
            foreach (var device in devices) data.Add(name, device);
        return data;
    }
}
