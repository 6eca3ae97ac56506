using System.Diagnostics;
using Freeze.Caching;
using Freeze.DeviceCheck.Correctness;
using Freeze.Imaging.DataSets;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Tests;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>ResNet-18 on real images, with probes on: labels and exits are the processor's.</summary>
public sealed class Cifar10Tests(ITestOutputHelper output) : IDisposable
{
    private const int Fitting = 60, Testing = 48;
    private const float Close = 1e-3f;

    private static readonly float[] s_mean = [0.4914f, 0.4822f, 0.4465f], s_std = [0.2470f, 0.2435f, 0.2616f];

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Labels_and_exits_are_the_processor_s(string device)
    {
        var gpuDevice = TestDevices.Get(device);
        var path = Path.Combine(SharedModels.Folder("resnet18-cifar10"), "model.onnx");
        using var fitting = ImageDataSet.Open(SharedModels.Data("cifar10/calibration.tar"));
        using var testing = ImageDataSet.Open(SharedModels.Data("cifar10/test.tar"));
        var written = ModelFolder.Write(Converter.Convert(path, new ConvertOptions { Mean = s_mean, Std = s_std }), _folder);
        using var cpu = written.Model.Load(_folder, new FrozenModelOptions { Device = Device.Cpu });
        using var gpu = written.Model.Load(_folder, new FrozenModelOptions { Device = gpuDevice });
        var caches = ClassMeans.Of(cpu, Pixels(fitting, Fitting), Fitting, staying: 0.8);
        cpu.UseCaches(caches);
        gpu.UseCaches(caches);
        var (expected, actual) = (new Prediction[Testing], new Prediction[Testing]);
        var pixels = Pixels(testing, Testing);
        cpu.Predict(pixels, expected);
        var watch = Stopwatch.StartNew();
        gpu.Predict(pixels, actual);
        output.WriteLine($"{device}: {watch.Elapsed.TotalMilliseconds / Testing:0.0} ms an image in batches of 32");

        var close = 0;
        for (var i = 0; i < Testing; i++)
        {
            var (one, other) = (expected[i], actual[i]);
            var early = one.ProbeIndex < other.ProbeIndex ? one : other;
            if (one.ProbeIndex != other.ProbeIndex && Math.Abs(early.Score - Agreement(caches, early)) < Close) close++;
            else Assert.Equal((one.Class, one.Exit), (other.Class, other.Exit));
        }

        var exits = expected.GroupBy(p => p.Exit).OrderBy(g => g.First().ProbeIndex).Select(g => $"{g.Key} {g.Count()}");
        output.WriteLine($"{device}: {string.Join(", ", exits)}; {close} of {Testing} scores within {Close} of their threshold");
        Assert.InRange(close, 0, 3);
        Assert.InRange(expected.Count(p => p.IsEarly), Testing / 4, Testing - 5);
    }

    private static float Agreement(CacheSet caches, Prediction early)
    {
        var cache = caches.Probes[early.ProbeIndex]!;
        return cache.Agreement(cache.Threshold);
    }

    private static byte[] Pixels(ImageDataSet images, int count) =>
        [.. Enumerable.Range(0, count).SelectMany(i => images.Decode((int)((long)i * images.Count / count)).Rgb)];
}
