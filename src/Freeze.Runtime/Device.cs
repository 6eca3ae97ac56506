using Freeze.Cpu;
using Freeze.Cuda;
using Freeze.Gpu;
using Freeze.OpenCl;

namespace Freeze;

/// <summary>Something that runs models. Drivers of GPUs are loaded only when their devices are asked for.</summary>
public abstract class Device
{
    /// <summary>The processor: SIMD kernels in C#, on every machine.</summary>
    public static Device Cpu { get; } = new CpuDevice();

    /// <summary>Every device of this machine that Freeze can use.</summary>
    public static IReadOnlyList<Device> All => [.. Known.Where(device => device.Problem is null)];

    /// <summary>Every device that was looked for, with those that cannot be used: <see cref="Problem"/> says why.</summary>
    public static IReadOnlyList<Device> Known => [Cpu, .. CudaDevices.All, .. OpenClDevices.All];

    /// <summary>Short name, as command lines take it.</summary>
    public abstract string Name { get; }

    /// <summary>What it is: processor, instruction set, cores; or card and driver.</summary>
    public abstract string Description { get; }

    /// <summary>Why it cannot be used, and what to do about it; null when it can.</summary>
    public virtual string? Problem => null;

    /// <summary>
    /// The device that is known to be best on this machine: the processor. A GPU is taken when it is asked for; no card has run Freeze so far, so none
    /// is taken unasked.
    /// </summary>
    public static Device Best() => Cpu;

    /// <summary>A GPU of NVIDIA, through its driver.</summary>
    /// <param name="index">Number of the device, from 0.</param>
    /// <exception cref="FreezeException">There is no such device, or it cannot be used.</exception>
    public static Device Cuda(int index = 0) => Find($"cuda:{index}");

    /// <summary>A device of OpenCL; this may be the processor, if its driver says so.</summary>
    /// <param name="index">Number of the device, from 0, counted over all platforms.</param>
    /// <exception cref="FreezeException">There is no such device, or it cannot be used.</exception>
    public static Device OpenCl(int index = 0) => Find($"opencl:{index}");

    /// <summary>Finds a device by name.</summary>
    /// <param name="name">Name such as "cpu", "cuda:0" or "opencl:0"; "cuda" and "opencl" are the first of their kind.</param>
    /// <exception cref="FreezeException">There is no such device here, or it cannot be used.</exception>
    public static Device Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Is(Cpu, name)) return Cpu;

        // Only the driver in question is loaded, unless the name is no device's and the error is to list them all.
        var kind = name.Split(':')[0];
        IReadOnlyList<Device> devices = Same(kind, DriverLibrary.Cuda) ? CudaDevices.All
            : Same(kind, DriverLibrary.OpenCl) ? OpenClDevices.All : [];
        if (devices is [MissingDevice missing]) throw new FreezeException($"The device '{name}' cannot be used: {missing.Problem}");
        var found = devices.FirstOrDefault(device => Is(device, name))
            ?? throw new FreezeException(
                $"There is no device '{name}' on this machine. It has: {string.Join(", ", All.Select(device => device.Name))}.");
        return found.Problem is null ? found : throw new FreezeException($"The device '{name}' cannot be used: {found.Problem}");
    }

    /// <summary>Loads a model on this device.</summary>
    internal abstract DeviceModel Load(ModelPlan plan, string folder, FrozenModelOptions options);

    private static bool Is(Device device, string name) => Same(device.Name, name) || Same(device.Name, name + ":0");

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
