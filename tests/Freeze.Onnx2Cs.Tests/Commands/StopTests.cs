using System.Diagnostics;
using Freeze.Onnx2Cs.Tests.Networks;
using StbImageWriteSharp;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>Ctrl-C.</summary>
public sealed class StopTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [SkippableTheory]
    [InlineData("reading fitting images", true)]
    [InlineData("fitting images", false)]
    public void Fit_stops_at_once_and_leaves_the_model_as_it_was(string stage, bool slowToRead)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "sends signals with kill and env, as Linux has them");
        var model = _work.Convert("colours");
        var train = slowToRead ? Pictures("train", 1_000) : Cifar("train.bin", 60_000, 1);
        var before = WorkFolder.Contents(model);

        // Shells start background work with Ctrl-C ignored, and children inherit it; the tests may run so.
        var process = Tool.Start(["env", "--default-signal=INT"], "fit", model, "--data", train, "--calibration", Cifar("held.bin", 3_000, 2));
        var seen = ReadUntil(process, stage + ": ");
        var clock = Stopwatch.StartNew();
        Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExit();
        var outcome = Tool.Finish(process, seen);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.True(outcome.Code == 130, outcome.ToString());
        Assert.Empty(outcome.Output);
        Assert.EndsWith("Stopped. Nothing was written.\n", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(before, WorkFolder.Contents(model));
    }

    [SkippableFact]
    public void Verify_stops_at_once_and_leaves_nothing_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "sends signals with kill and env, as Linux has them");
        var model = _work.Write("wide.onnx", ResNets.PreActivation(224, 48, dropout: false).Graph);
        var temporary = Directory.CreateDirectory(_work.At("temporary")).FullName;
        var process = Tool.Start(["env", "--default-signal=INT", $"TMPDIR={temporary}"], "verify", model);

        // Once the weights are packed, the reference evaluator is at work for a long time.
        while (!process.HasExited && !Directory.EnumerateFiles(temporary, "wide.cpu.safetensors", SearchOption.AllDirectories).Any()) Thread.Sleep(20);
        Thread.Sleep(500);
        Assert.False(process.HasExited);
        var clock = Stopwatch.StartNew();
        Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExit();
        var outcome = Tool.Finish(process);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.True(outcome.Code == 130, outcome.ToString());
        Assert.Contains("Stopped.", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(temporary, "onnx2cs-verify-*"));
    }

    // CIFAR-10's format: a label and three planes of 32 x 32 pixels.
    private string Cifar(string name, int images, int seed)
    {
        var bytes = new byte[images * 3073];
        new Random(seed).NextBytes(bytes);
        for (var i = 0; i < images; i++) bytes[i * 3073] = (byte)(i % 10);
        return _work.Write(name, bytes);
    }

    // Pictures of 4 million pixels: reading takes many seconds on any machine, so that the command is stopped while it reads.
    private string Pictures(string name, int images)
    {
        const int Side = 2_048;
        using var picture = new MemoryStream();
        new ImageWriter().WritePng(new byte[Side * Side], Side, Side, ColorComponents.Grey, picture);
        for (var i = 0; i < images; i++) _work.Write($"{name}/{"abc"[i % 3]}/{i:0000}.png", picture.ToArray());
        return _work.At(name);
    }

    private static string ReadUntil(Process process, string words)
    {
        var seen = "";
        while (process.StandardError.ReadLine() is { } line)
        {
            seen += line + "\n";
            if (line.StartsWith(words, StringComparison.Ordinal)) return seen;
        }

        Assert.Fail($"the command ended before \"{words}\":\n{seen}");
        return seen;
    }
}
