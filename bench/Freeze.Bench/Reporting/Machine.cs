using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Freeze.Bench.Reporting;

/// <summary>What a measurement was taken on and with.</summary>
internal sealed record Machine(string Cpu, string Device, string Runtime, string OnnxRuntime)
{
    public static Machine Here { get; } =
        new(CpuName(), Freeze.Device.Cpu.Description, RuntimeInformation.FrameworkDescription, OrtEnv.Instance().GetVersionString());

    private static string CpuName()
    {
        const string list = "/proc/cpuinfo";
        var line = File.Exists(list) ? File.ReadLines(list).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "CPU without a name";
    }
}
