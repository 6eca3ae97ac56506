using Freeze.Cpu;

namespace Freeze;

/// <summary>Something that runs models.</summary>
public abstract class Device
{
    /// <summary>The processor: SIMD kernels in C#, on every machine.</summary>
    public static Device Cpu { get; } = new CpuDevice();

    /// <summary>Every device of this machine that Freeze can use.</summary>
    public static IReadOnlyList<Device> All => [Cpu];

    /// <summary>Short name, as command lines take it.</summary>
    public abstract string Name { get; }

    /// <summary>What it is: processor, instruction set, cores.</summary>
    public abstract string Description { get; }

    /// <summary>The fastest device of this machine.</summary>
    public static Device Best() => Cpu;

    /// <summary>Finds a device by name.</summary>
    /// <param name="name">Name such as "cpu".</param>
    /// <exception cref="FreezeException">There is no such device here.</exception>
    public static Device Find(string name) =>
        All.FirstOrDefault(device => device.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FreezeException($"There is no device '{name}' on this machine. It has: {string.Join(", ", All.Select(device => device.Name))}.");
}
