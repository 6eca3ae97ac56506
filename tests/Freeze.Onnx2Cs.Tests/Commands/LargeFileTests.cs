using System.Diagnostics;
using Freeze.Onnx2Cs.Tests.Networks;
using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>A file of the size that people bring: ResNet-50 for 224x224 pixels, 100 MB.</summary>
public sealed class LargeFileTests(ITestOutputHelper output) : IDisposable
{
    private const long MostMemory = 1_000_000_000;

    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [SkippableFact]
    public void Converting_takes_less_than_a_gigabyte()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads a process's peak memory where Linux shows it");
        var model = _work.Write("resnet50.onnx", ResNets.Fifty().Graph.ToBytes());
        Assert.InRange(new FileInfo(model).Length, 95_000_000, 110_000_000);
        var clock = Stopwatch.StartNew();
        var process = Tool.Start([], "convert", model, "-o", _work.At("out"), "--name", "ResNet50");
        var peak = 0L;
        while (!process.WaitForExit(20)) peak = Math.Max(peak, Peak(process.Id));
        var seconds = clock.Elapsed.TotalSeconds;
        var outcome = Tool.Finish(process).Succeeded();
        output.WriteLine($"{seconds:0.0} s, {peak / 1e6:0} MB\n{outcome.Output}");
        Assert.Contains("16 probes", outcome.Output, StringComparison.Ordinal);
        Assert.InRange(peak, 100_000_000, MostMemory);
    }

    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // the process ended meanwhile
        }
    }
}
