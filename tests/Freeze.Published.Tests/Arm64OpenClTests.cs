using System.Runtime.CompilerServices;
using System.Text.Json;
using Freeze.Caching;
using Freeze.Samples.Conveyor;
using Freeze.Samples.Quickstart;
using StbImageWriteSharp;
using Xunit.Abstractions;

namespace Freeze.Published.Tests;

/// <summary>
/// The binary for Arm, on an OpenCL driver for Arm: its kernels are compiled and run there, under QEMU. Fresh, PoCL compiles for a minute or two.
/// </summary>
[Collection(nameof(PublishedClassifier))]
public sealed class Arm64OpenClTests(PublishedForArm arm, ITestOutputHelper output) : IDisposable
{
    private const int Images = 24;
    private const ulong Seed = 71;

    // A score within this of its threshold may fall on either side.
    private const double Close = 1e-3;

    private static readonly TimeSpan s_running = TimeSpan.FromMinutes(10);

    private readonly string _images = Directory.CreateTempSubdirectory("freeze-frames-").FullName;

    public void Dispose() => Directory.Delete(_images, recursive: true);

    [SkippableFact]
    public void Labels_and_exits_are_the_processor_s()
    {
        var driver = Path.Combine(Here(), "obj", "arm64-opencl");
        Skip.IfNot(Directory.Exists(driver), "needs an OpenCL driver for Arm: run tests/Freeze.Published.Tests/arm64-opencl.sh");
        var binary = arm.Binary;
        DrawImages();
        var environment = new Dictionary<string, string>
        {
            ["OCL_ICD_VENDORS"] = Path.Combine(driver, "drivers"),
            ["PATH"] = Path.Combine(driver, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),

            // The driver keeps what it compiles itself; one of our files as well would be a second copy.
            ["POCL_CACHE_DIR"] = Path.Combine(driver, "cache"),
            ["FREEZE_KERNEL_CACHE"] = "",
        };
        Outcome Run(params string[] line) =>
            Command.Run(s_running, environment, PublishedForArm.Emulator, ["-L", Path.Combine(driver, "root"), binary, .. line]);

        Assert.Matches(@"(?m)^opencl:0 .*aarch64.*PoCL|(?m)^opencl:0 .*PoCL.*aarch64", Run("devices").Succeeded().Output);
        var cpu = Run("stream", _images, "--json", "--device", "cpu").JsonLines();
        var gpu = Run("stream", _images, "--json", "--device", "opencl").JsonLines();
        using var model = new Conveyor();
        var caches = CacheSet.Load(Path.Combine(arm.Models, "conveyor.cache.safetensors"), model.Plan);
        bool IsClose(JsonElement answer)
        {
            if (!answer.GetProperty("early").GetBoolean()) return false;
            var probe = caches.Probes[model.Plan.Probes.Index().First(p => p.Item.Name == Text(answer, "exit")).Index]!;
            return Math.Abs(answer.GetProperty("agreement").GetDouble() - probe.Agreement(probe.Threshold)) < Close;
        }

        var close = 0;
        Assert.Equal(Images, gpu.Length - 1);
        foreach (var (one, other) in cpu.Zip(gpu).SkipLast(1))
        {
            if (Text(one, "exit") != Text(other, "exit") && (IsClose(one) || IsClose(other)))
            {
                close++;
                continue;
            }

            foreach (var name in new[] { "file", "label", "exit" }) Assert.Equal(Text(one, name), Text(other, name));
            Assert.Equal(Command.Score(one), Command.Score(other), Close);
        }

        var exits = cpu.SkipLast(1).GroupBy(answer => Text(answer, "exit")).Select(group => $"{group.Key} {group.Count()}");
        output.WriteLine($"{Images} images left at {string.Join(", ", exits)}; {close} had a score within {Close} of their threshold");
        Assert.InRange(close, 0, 1);
        Assert.Contains(cpu.SkipLast(1), answer => answer.GetProperty("early").GetBoolean());
    }

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private void DrawImages()
    {
        for (var i = 0; i < Images; i++)
        {
            using var file = File.Create(Path.Combine(_images, $"{i:00}.png"));
            new ImageWriter().WritePng(
                ConveyorRenderer.Frame(Seed, i).Rgb, ConveyorRenderer.Size, ConveyorRenderer.Size, ColorComponents.RedGreenBlue, file);
        }
    }
}
