using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Freeze.Bench.ColdStart;

/// <summary>Publishes the two programs with NativeAOT.</summary>
internal static class Publisher
{
    /// <summary>Why nothing can be published here; null when it can.</summary>
    public static string? Obstacle()
    {
        if (Repository.Root is null) return "the repository's sources are not above this program";
        if (OperatingSystem.IsWindows() || OnPath("clang") || OnPath("gcc")) return null;
        return "NativeAOT needs a C linker: apt-get install clang zlib1g-dev";
    }

    /// <summary>Publishes a project of bench/ into a folder.</summary>
    /// <exception cref="FreezeException">It failed; the message ends with the compiler's last lines.</exception>
    public static void Publish(string project, string folder, params string[] properties)
    {
        string[] arguments =
        [
            "publish", Path.Combine(Repository.Root!, "bench", project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder,
            "-maxcpucount:2", "-nologo", "-v:quiet", .. properties, .. InstructionSet(),
        ];
        var info = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";

        // Servers that outlive the build would work beside our measurements.
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(info) ?? throw new FreezeException("dotnet could not be started.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return;
        var lines = (output + errors.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        throw new FreezeException($"bench/{project} could not be published: {string.Join("; ", lines.TakeLast(3))}");
    }

    // The best that this machine has: ONNX Runtime chooses its own when it starts.
    private static string[] InstructionSet() =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported
            ? ["-p:IlcInstructionSet=x86-64-v4"]
            : [];

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
