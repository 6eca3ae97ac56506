using Freeze.Gpu;
using static Freeze.OpenCl.OpenClApi;

namespace Freeze.OpenCl;

/// <summary>Looks for the devices of all OpenCL platforms, once.</summary>
internal static unsafe class OpenClDevices
{
    private const uint Most = 32;

    private static readonly Lazy<IReadOnlyList<Device>> s_all = new(Find);

    /// <summary>All devices, in the order of their platforms; a lone <see cref="MissingDevice"/> when there is none.</summary>
    public static IReadOnlyList<Device> All => s_all.Value;

    private static IReadOnlyList<Device> Find()
    {
        if (!DriverLibrary.TryLoad(DriverLibrary.OpenCl))
            return Missing($"{DriverLibrary.FileNames(DriverLibrary.OpenCl)[0]} is not installed. Install the GPU's OpenCL driver "
                + "(or PoCL, to try it on the processor).");
        var platforms = stackalloc nint[(int)Most];
        uint platformCount;
        var code = clGetPlatformIDs(Most, platforms, &platformCount);

        // -1001 is the loader's way of saying that no driver is registered.
        if (code != 0 || platformCount == 0)
            return Missing($"OpenCL is installed, but no driver for it (clGetPlatformIDs answered {code}). Install the GPU's driver, or PoCL.");
        var devices = new List<Device>();
        var ids = stackalloc nint[(int)Most];
        for (var p = 0; p < Math.Min(platformCount, Most); p++)
        {
            uint count;
            if (clGetDeviceIDs(platforms[p], AllDevices, Most, ids, &count) != 0) continue;
            for (var d = 0; d < Math.Min(count, Most); d++) devices.Add(new OpenClDevice(devices.Count, platforms[p], ids[d]));
        }

        return devices.Count > 0 ? devices : Missing("no OpenCL driver has a device. Is the GPU there, and may this user reach it?");
    }

    private static Device[] Missing(string problem) => [new MissingDevice("opencl", "GPUs through OpenCL", problem)];
}
