using System.Text;
using Freeze.Gpu;
using static Freeze.OpenCl.OpenClApi;

namespace Freeze.OpenCl;

/// <summary>An opened device of OpenCL: its memory, and its programs, built when they are first needed.</summary>
internal sealed unsafe class OpenClContext : GpuContext
{
    // Without -w, PoCL's compiler reports on the standard error stream that there were warnings, in the middle of a user's output.
    private const string Options = "-cl-std=CL1.2 -w";

    private readonly nint[] _programs = new nint[GpuKernels.All.Count];
    private readonly Lock _lock = new();
    private readonly ProgramCache _cache;

    public OpenClContext(OpenClDevice device, nint platform, ProgramCache cache)
    {
        const nint contextPlatform = 0x1084;
        (Device, _cache) = (device, cache);
        var id = device.Id;
        var properties = stackalloc nint[] { contextPlatform, platform, 0 };
        int error;
        Handle = clCreateContext(properties, 1, &id, 0, 0, &error);
        OpenClError.Check(error, device.Name, nameof(clCreateContext));
    }

    public OpenClDevice Device { get; }

    /// <summary>The driver's handle.</summary>
    public nint Handle { get; }

    /// <summary>Programs that were built from source, not taken from the disk.</summary>
    public int Built { get; private set; }

    /// <summary>The built program of a kernel.</summary>
    public nint Program(GpuKernel kernel)
    {
        lock (_lock)
        {
            ref var program = ref _programs[kernel.Index];
            if (program == 0) program = Build(kernel);
            return program;
        }
    }

    protected override nint AllocateMemory(long bytes)
    {
        int error;
        var handle = clCreateBuffer(Handle, ReadWrite, (nuint)bytes, null, &error);
        OpenClError.Check(error, Device.Name, nameof(clCreateBuffer));
        return handle;
    }

    protected override void FreeMemory(nint handle) => _ = clReleaseMemObject(handle);

    protected override GpuQueue OpenQueue() => new OpenClQueue(this);

    private nint Build(GpuKernel kernel)
    {
        var source = kernel.Text("cl");
        var key = $"{Device.Description}\n{Options}\n{Encoding.UTF8.GetString(source)}";
        if (_cache.Read(key) is { } binary && FromBinary(binary) is var cached and not 0) return cached;
        var program = FromSource(kernel, source);
        Built++;
        if (BinaryOf(program) is { } built) _cache.Write(key, built);
        return program;
    }

    private nint FromSource(GpuKernel kernel, byte[] source)
    {
        int error;
        nint program;
        fixed (byte* text = source)
        {
            var length = (nuint)source.Length;
            program = clCreateProgramWithSource(Handle, 1, &text, &length, &error);
        }

        OpenClError.Check(error, Device.Name, nameof(clCreateProgramWithSource));
        if (Compile(program) is var code and not 0)
            throw new FreezeException(
                $"The OpenCL driver of {Device.Name} cannot build the kernel '{kernel.Name}' (clBuildProgram answered {code}): {Log(program)} "
                + "Update the driver, or load the model with Device.Cpu.");
        return program;
    }

    /// <summary>A program from the disk; 0 when the driver does not take it, as after an update that its version does not show.</summary>
    private nint FromBinary(byte[] binary)
    {
        int status, error;
        var device = Device.Id;
        var length = (nuint)binary.Length;
        nint program;
        fixed (byte* bytes = binary) program = clCreateProgramWithBinary(Handle, 1, &device, &length, &bytes, &status, &error);
        if (error != 0 || status != 0 || program == 0) return 0;
        if (Compile(program) == 0) return program;
        _ = clReleaseProgram(program);
        return 0;
    }

    private int Compile(nint program)
    {
        var device = Device.Id;
        fixed (byte* options = Encoding.ASCII.GetBytes(Options + '\0')) return clBuildProgram(program, 1, &device, options, 0, 0);
    }

    private static byte[]? BinaryOf(nint program)
    {
        nuint size;
        if (clGetProgramInfo(program, ProgramBinarySizes, (nuint)sizeof(nuint), &size, null) != 0 || size == 0) return null;
        var binary = new byte[size];
        fixed (byte* bytes = binary)
        {
            var start = bytes;
            return clGetProgramInfo(program, ProgramBinaries, (nuint)sizeof(byte*), &start, null) == 0 ? binary : null;
        }
    }

    private string Log(nint program)
    {
        var log = new byte[2048];
        fixed (byte* start = log) _ = clGetProgramBuildInfo(program, Device.Id, BuildLog, (nuint)log.Length - 1, start, null);
        return Encoding.UTF8.GetString(log).TrimEnd('\0').ReplaceLineEndings(" ").Trim();
    }
}
