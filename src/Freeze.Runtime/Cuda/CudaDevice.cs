using System.Text;
using Freeze.Gpu;
using Freeze.Storage;
using static Freeze.Cuda.CudaApi;

namespace Freeze.Cuda;

/// <summary>A GPU of NVIDIA.</summary>
internal sealed unsafe class CudaDevice : GpuDevice
{
    private const int NameLength = 256;

    public CudaDevice(int index, int driverVersion)
    {
        Name = $"cuda:{index}";
        int device;
        var code = cuDeviceGet(&device, index);
        Id = device;
        var name = stackalloc byte[NameLength];
        if (code == 0) code = cuDeviceGetName(name, NameLength, device);
        Capability = new(Attribute(ComputeMajor), Attribute(ComputeMinor));
        var text = code == 0 ? Encoding.UTF8.GetString(new ReadOnlySpan<byte>(name, NameLength)).TrimEnd('\0') : "unknown";
        Description = $"{HostileText.Printable(text)} (compute capability {Capability}, {Attribute(Multiprocessors)} multiprocessors, "
            + $"CUDA {driverVersion / 1000}.{driverVersion % 1000 / 10})";
        Problem = code != 0 ? $"the driver does not answer for it (code {code})."
            : Capability < new Version(5, 3) ? $"its compute capability is {Capability}; the kernels need 5.3." : null;
    }

    /// <summary>The driver's handle.</summary>
    public int Id { get; }

    /// <summary>What the GPU can do.</summary>
    public Version Capability { get; }

    public override string Name { get; }

    public override string Description { get; }

    public override string? Problem { get; }

    public override bool IsGpu => true;

    protected override GpuContext Open() => new CudaContext(this);

    private int Attribute(int attribute)
    {
        int value = 0;
        _ = cuDeviceGetAttribute(&value, attribute, Id);
        return value;
    }
}
