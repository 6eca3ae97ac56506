using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Freeze.Cpu;

/// <summary>Which vectors this program may use. NativeAOT decides that when it compiles, so a default binary on the newest CPU has neither FMA nor AVX.</summary>
internal static class InstructionSet
{
    public static int Width { get; } = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>
    /// Whether kernels of 512 bits can be called. A native binary knows its width when it is compiled, so kernels behind this are left out of one
    /// that could not call them, and it stays small; under the JIT, tests call every width.
    /// </summary>
    public static bool Has512
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RuntimeFeature.IsDynamicCodeCompiled || Vector512.IsHardwareAccelerated;
    }

    /// <summary>Whether kernels of 256 bits can be called.</summary>
    public static bool Has256
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RuntimeFeature.IsDynamicCodeCompiled || (Vector256.IsHardwareAccelerated && !Vector512.IsHardwareAccelerated);
    }

    /// <summary>Whether kernels of 128 bits can be called.</summary>
    public static bool Has128
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RuntimeFeature.IsDynamicCodeCompiled || !Vector256.IsHardwareAccelerated;
    }

    public static string Name => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Width switch { 512 => "AVX-512", 256 => "AVX2", _ => "SSE" },
        Architecture.Arm64 => "NEON",
        var other => other.ToString(),
    };

    public static void Check()
    {
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64 && !Fma.IsSupported)
            throw new FreezeException(
                "This program was compiled for, or runs on, a processor without AVX2 and FMA, where Freeze would be many times too slow. "
                + "Publish with <IlcInstructionSet>x86-64-v3</IlcInstructionSet> in the project file, for a CPU of 2013 or later.");
    }
}
