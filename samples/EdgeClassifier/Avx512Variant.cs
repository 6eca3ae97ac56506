using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Freeze.Samples.EdgeClassifier;

/// <summary>
/// Hands over to the binary for AVX-512 where the processor has it. NativeAOT fixes the width of vectors when it compiles, so one binary cannot serve
/// both; replacing the process costs a few milliseconds.
/// </summary>
internal static partial class Avx512Variant
{
    /// <summary>Environment variable that asks for a variant: "avx512" tries it in any case, "avx2" stays here.</summary>
    public const string Choice = "FREEZE_VECTORS";

    // What x86-64-v4 consists of.
    private static readonly string[] s_flags = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>Becomes the other binary, with the same arguments; returns where there is none or this machine cannot run it.</summary>
    public static void TakeOver(string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || Vector512.IsHardwareAccelerated || Environment.ProcessPath is not { } own) return;
        var variant = own + ".avx512";
        var wanted = Environment.GetEnvironmentVariable(Choice) switch { "avx512" => true, "avx2" => false, _ => File.Exists(variant) && IsSupported() };
        if (wanted && File.Exists(variant)) Execute(variant, [variant, .. arguments, null]);
    }

    /// <summary>Whether a processor with these flags runs x86-64-v4.</summary>
    /// <param name="cpuInfo">Lines of /proc/cpuinfo.</param>
    internal static bool IsSupported(IEnumerable<string> cpuInfo)
    {
        var flags = cpuInfo.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ') ?? [];
        return Array.TrueForAll(s_flags, flags.Contains);
    }

    // The kernel lists a flag only where the system saves the wide registers too.
    private static bool IsSupported()
    {
        try
        {
            return IsSupported(File.ReadLines("/proc/cpuinfo"));
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
