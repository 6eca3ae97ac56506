namespace Freeze.Gpu;

/// <summary>
/// Whether it is worth loading a driver to look for a GPU: that takes a tenth of a second or more, which a program on a machine without one should
/// not pay. On Linux a GPU that works has a device node; elsewhere one is assumed.
/// </summary>
internal static class GpuPresence
{
    private static readonly string[] s_nvidia = ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvhost-gpu", "/dev/nvgpu", "/dev/dxg"];
    private static readonly string[] s_others = ["/dev/dri/renderD128", "/dev/mali0", "/dev/kgsl-3d0", "/dev/galcore"];

    public static bool IsNvidiaLikely => !OperatingSystem.IsLinux() || s_nvidia.Any(Path.Exists);

    public static bool IsLikely => IsNvidiaLikely || s_others.Any(Path.Exists);
}
