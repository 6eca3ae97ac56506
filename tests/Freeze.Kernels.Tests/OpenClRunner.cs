using System.Text;
using static Freeze.Kernels.Tests.OpenCl;

namespace Freeze.Kernels.Tests;

/// <summary>Builds distance.cl for the first OpenCL device that there is and runs it as Freeze.Runtime will: a view is two longs.</summary>
/// <remarks>Handles live as long as the test process; a test has no need to give them back.</remarks>
internal sealed unsafe class OpenClRunner
{
    private readonly nint _context, _queue, _kernel;

    private OpenClRunner(nint device, string source)
    {
        int error;
        _context = clCreateContext(null, 1, &device, 0, 0, &error);
        Check(error);
        _queue = clCreateCommandQueue(_context, device, 0, &error);
        Check(error);

        var text = Encoding.UTF8.GetBytes(source);
        nint program;
        fixed (byte* start = text)
        {
            var length = (nuint)text.Length;
            program = clCreateProgramWithSource(_context, 1, &start, &length, &error);
            Check(error);
        }

        var built = clBuildProgram(program, 1, &device, "-cl-std=CL1.2", 0, 0);
        Assert.True(built == 0, $"clBuildProgram answers {built}: {Log(program, device)}");
        _kernel = clCreateKernel(program, "Kernel_Nearest", &error);
        Check(error);
    }

    /// <summary>A runner, or the reason why there is none.</summary>
    public static (OpenClRunner? Runner, string Reason) TryCreate(string source)
    {
        try
        {
            var platforms = stackalloc nint[16];
            uint count;
            if (clGetPlatformIDs(16, platforms, &count) != 0) return (null, "OpenCL is installed but has no platform (PoCL would do).");
            for (var i = 0; i < Math.Min(count, 16); i++)
            {
                nint device;
                if (clGetDeviceIDs(platforms[i], AllDevices, 1, &device, null) == 0) return (new OpenClRunner(device, source), "");
            }

            return (null, "No OpenCL platform has a device.");
        }
        catch (DllNotFoundException)
        {
            return (null, "libOpenCL.so.1 is not installed.");
        }
    }

    public (int[] NearestClass, float[] Distances) Run(LookUp call)
    {
        var nearestClass = new int[call.Batch];
        var distances = new float[call.Batch * 2];
        nint[] buffers = [Buffer(call.Keys), Buffer(call.Centroids), Buffer(call.Classes), Buffer(nearestClass), Buffer(distances)];
        int[] lengths = [call.Keys.Length, call.Centroids.Length, call.Classes.Length, nearestClass.Length, distances.Length];

        uint index = 0;
        foreach (var buffer in buffers) Check(clSetKernelArg(_kernel, index++, (nuint)sizeof(nint), &buffer));
        var view = stackalloc long[2];
        foreach (var length in lengths)
        {
            view[0] = 0;
            view[1] = length;
            Check(clSetKernelArg(_kernel, index++, 16, view));
        }

        int centroids = call.Count, keyLength = call.Length;
        Check(clSetKernelArg(_kernel, index++, sizeof(int), &centroids));
        Check(clSetKernelArg(_kernel, index, sizeof(int), &keyLength));

        nuint local = Distance.GroupSize, global = (nuint)call.Batch * Distance.GroupSize;
        Check(clEnqueueNDRangeKernel(_queue, _kernel, 1, null, &global, &local, 0, null, null));
        Read(buffers[3], nearestClass);
        Read(buffers[4], distances);
        return (nearestClass, distances);
    }

    private nint Buffer<T>(T[] values) where T : unmanaged
    {
        int error;
        fixed (T* start = values)
        {
            var buffer = clCreateBuffer(_context, ReadWrite | CopyHostPointer, (nuint)(values.Length * sizeof(T)), start, &error);
            Check(error);
            return buffer;
        }
    }

    private void Read<T>(nint buffer, T[] values) where T : unmanaged
    {
        fixed (T* start = values)
            Check(clEnqueueReadBuffer(_queue, buffer, 1, 0, (nuint)(values.Length * sizeof(T)), start, 0, null, null));
    }

    private static string Log(nint program, nint device)
    {
        var log = new byte[4096];
        fixed (byte* start = log) _ = clGetProgramBuildInfo(program, device, BuildLog, (nuint)log.Length, start, null);
        return Encoding.UTF8.GetString(log).TrimEnd('\0');
    }

    private static void Check(int error) => Assert.True(error == 0, $"OpenCL answers {error}");
}
