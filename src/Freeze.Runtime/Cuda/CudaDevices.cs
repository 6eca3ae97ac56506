using Freeze.Gpu;
using static Freeze.Cuda.CudaApi;

namespace Freeze.Cuda;

/// <summary>Looks for NVIDIA's GPUs, once.</summary>
internal static unsafe class CudaDevices
{
    private static readonly Lazy<IReadOnlyList<Device>> s_all = new(Find);

    /// <summary>All devices, in the driver's order; a lone <see cref="MissingDevice"/> when there is none.</summary>
    public static IReadOnlyList<Device> All => s_all.Value;

    private static Device[] Find()
    {
        if (!DriverLibrary.TryLoad(DriverLibrary.Cuda))
            return Missing($"{DriverLibrary.FileNames(DriverLibrary.Cuda)[0]} is not installed. Install NVIDIA's driver.");
        int count = 0, version = 0;
        var code = cuInit(0);
        if (code != 0) return Missing($"NVIDIA's driver is installed but finds no GPU that works (cuInit answered {code}).");
        if (cuDriverGetVersion(&version) != 0 || cuDeviceGetCount(&count) != 0 || count == 0)
            return Missing("NVIDIA's driver is installed but finds no GPU.");
        var devices = new Device[count];
        for (var i = 0; i < count; i++) devices[i] = new CudaDevice(i, version);
        return devices;
    }

    private static Device[] Missing(string problem) => [new MissingDevice("cuda", "NVIDIA GPUs", problem)];
}
