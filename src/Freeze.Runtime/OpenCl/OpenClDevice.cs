using System.Text;
using Freeze.Gpu;
using Freeze.Storage;
using static Freeze.OpenCl.OpenClApi;

namespace Freeze.OpenCl;

/// <summary>A device of OpenCL.</summary>
internal sealed unsafe class OpenClDevice : GpuDevice
{
    private readonly nint _platform;

    public OpenClDevice(int index, nint platform, nint id)
    {
        (_platform, Id) = (platform, id);
        Name = $"opencl:{index}";
        Driver = $"{Text(DeviceVersion)}, driver {Text(DriverVersion)}, {PlatformText(OpenClApi.PlatformName)}";
        Description = $"{Text(DeviceName)} ({Driver}; {Number<uint>(ComputeUnits)} compute units{(IsGpu ? "" : "; not a GPU")})";
        Problem = FindProblem();
    }

    /// <summary>The driver's handle.</summary>
    public nint Id { get; }

    /// <summary>Version of OpenCL and of the driver: what built programs depend on.</summary>
    public string Driver { get; }

    public override string Name { get; }

    public override string Description { get; }

    public override string? Problem { get; }

    public override bool IsGpu => (Number<ulong>(DeviceType) & (GpuType | AcceleratorType)) != 0;

    protected override GpuContext Open() => new OpenClContext(this, _platform, ProgramCache.Default);

    /// <summary>Opens the device anew, for tests that need a context of their own.</summary>
    internal OpenClContext Open(ProgramCache cache) => new(this, _platform, cache);

    private string? FindProblem()
    {
        var threads = (long)Number<nuint>(MaxGroupSize);
        var most = GpuKernels.All.Max(kernel => kernel.GroupSize);
        if (Number<uint>(Available) == 0) return "its driver says that it is not available at present.";
        if (Number<uint>(CompilerAvailable) == 0) return "its driver has no compiler for OpenCL C.";
        if (Number<uint>(EndianLittle) == 0) return "it is big-endian.";
        return threads < most ? $"its groups have {threads} threads at most; the kernels need {most}." : null;
    }

    private T Number<T>(uint name)
        where T : unmanaged
    {
        T value = default;
        _ = clGetDeviceInfo(Id, name, (nuint)sizeof(T), &value, null);
        return value;
    }

    private string Text(uint name)
    {
        nuint length;
        if (clGetDeviceInfo(Id, name, 0, null, &length) != 0) return "unknown";
        var text = new byte[length];
        fixed (byte* start = text) _ = clGetDeviceInfo(Id, name, length, start, null);
        return Clean(text);
    }

    private string PlatformText(uint name)
    {
        nuint length;
        if (clGetPlatformInfo(_platform, name, 0, null, &length) != 0) return "unknown";
        var text = new byte[length];
        fixed (byte* start = text) _ = clGetPlatformInfo(_platform, name, length, start, null);
        return Clean(text);
    }

    private static string Clean(byte[] text) => HostileText.Printable(Encoding.UTF8.GetString(text).TrimEnd('\0').Trim());
}
