using System.Reflection;
using System.Runtime.InteropServices;

namespace Freeze.Gpu;

/// <summary>Finds the drivers' libraries. Nothing is loaded before a device of that kind is asked for.</summary>
internal static class DriverLibrary
{
    public const string Cuda = "cuda", OpenCl = "OpenCL";

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, nint> s_loaded = [];
    private static bool s_resolves;

    /// <summary>File names by which a driver goes on this system, the usual one first.</summary>
    public static string[] FileNames(string library) => library switch
    {
        Cuda => OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1"],
        _ => OperatingSystem.IsWindows() ? ["OpenCL.dll"]
            : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"] : ["libOpenCL.so.1", "libOpenCL.so"],
    };

    /// <summary>Loads a driver; false when this machine has none.</summary>
    public static bool TryLoad(string library)
    {
        lock (s_lock)
        {
            if (!s_resolves) NativeLibrary.SetDllImportResolver(typeof(DriverLibrary).Assembly, Resolve);
            s_resolves = true;
            if (s_loaded.TryGetValue(library, out var handle)) return handle != 0;
            foreach (var name in FileNames(library))
                if (NativeLibrary.TryLoad(name, out handle)) break;
            s_loaded.Add(library, handle);
            return handle != 0;
        }
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        lock (s_lock) return s_loaded.GetValueOrDefault(library);
    }
}
