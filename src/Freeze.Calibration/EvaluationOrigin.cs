using System.Reflection;
using System.Runtime.InteropServices;

namespace Freeze.Calibration;

/// <summary>When, where and by what an evaluation was made.</summary>
/// <param name="Date">When it began, in universal time.</param>
/// <param name="Version">Version of Freeze.</param>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Logical cores that the process may use.</param>
/// <param name="Threads">Threads that worked on one prediction.</param>
/// <param name="Batch">Images in one call.</param>
/// <param name="Device">The device that ran the network.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="System">The operating system.</param>
public sealed record EvaluationOrigin(
    DateTimeOffset Date, string Version, string Processor, int Cores, int Threads, int Batch, string Device, string Runtime, string System)
{
    /// <summary>This machine at this moment.</summary>
    internal static EvaluationOrigin Of(FrozenModel model, int batch) => new(
        DateTimeOffset.UtcNow,
        typeof(EvaluationOrigin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        ProcessorName(), Environment.ProcessorCount, model.Threads, batch, $"{model.Device.Name}: {model.Device.Description}",
        RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription);

    // x64 Linux has it in the first file; a board of Arm in the second, where the name ends in a zero; Windows in the variable.
    private static string ProcessorName()
    {
        const string list = "/proc/cpuinfo", board = "/proc/device-tree/model";
        var lines = File.Exists(list) ? File.ReadLines(list) : [];
        var line = lines.FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':') + 1)..].Trim()
            ?? (File.Exists(board) ? File.ReadAllText(board).TrimEnd('\0') : null)
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? $"{RuntimeInformation.ProcessArchitecture} without a name";
    }
}

/// <summary>The model that was evaluated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Structure">Hash over its layers, edges and input.</param>
/// <param name="Macs">Multiply-accumulates of the whole network for one image.</param>
/// <param name="Weights">SHA-256 of the canonical weights' data.</param>
/// <param name="Caches">SHA-256 of the caches' file, or of the file that they would make; null without caches.</param>
/// <param name="CacheKinds">Kinds of its caches; empty without caches.</param>
/// <param name="CacheBytes">Bytes of its caches.</param>
/// <param name="Files">Files that it comes from, where they are known: ONNX file and definition.</param>
public sealed record EvaluatedModel(
    string Name, string Structure, long Macs, string Weights, string? Caches, IReadOnlyList<string> CacheKinds, long CacheBytes,
    IReadOnlyList<FileHash> Files);

/// <summary>A file and what was in it.</summary>
/// <param name="Name">Name of the file, without its folder.</param>
/// <param name="Sha256">SHA-256 of its bytes, as <c>sha256sum</c> prints it.</param>
public sealed record FileHash(string Name, string Sha256);
