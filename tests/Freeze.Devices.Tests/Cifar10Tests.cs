using System.Diagnostics;
using Freeze.Caching;
using Freeze.Imaging.DataSets;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Tests;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>ResNet-18 on real images, with probes on: labels and exits are the processor's.</summary>
public sealed class Cifar10Tests(ITestOutputHelper output) : IDisposable
{
    private const int Fitting = 60, Testing = 48, Classes = 10;
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
        var caches = Caches(cpu, Pixels(fitting, Fitting));
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

    // Class means of the pooled activations, as centroids at one probe and as a linear predictor at the next; half of those who reach one leave.
    private static CacheSet Caches(FrozenModel model, byte[] pixels)
    {
        var plan = model.Plan;
        var pooled = plan.Probes.Select(_ => new float[Fitting][]).ToArray();
        var outputs = new float[Fitting * Classes];
        model.Observe(pixels, Fitting, [.. plan.Probes.Select(_ => 1)], (image, probe, values) => pooled[probe][image] = values.ToArray(), outputs);
        int[] labels = [.. outputs.Chunk(Classes).Select(row => Array.IndexOf(row, row.Max()))];
        var probes = new ProbeCache?[plan.Probes.Count];
        for (var p = 0; p < probes.Length; p++)
        {
            var (length, index) = (plan.Probes[p].Shape.Channels, p);
            float[][] means = [.. Enumerable.Range(0, Classes).Select(c => Mean(pooled[index].Where((_, i) => labels[i] == c), length))];
            ProbeCache cache = p % 2 == 0 ? Centroids(means, length) : Predictor(means, length);
            float[] scores = [.. pooled[p].Select(x => cache.LookUp(x, new float[cache.ScratchLength], new float[Classes]).Score).Order()];
            probes[p] = cache.WithThreshold(scores[(int)(Fitting * 0.8)] + 1e-5f);
        }

        return new CacheSet { Weights = model.Weights, Probes = probes };
    }

    private static CentroidCache Centroids(float[][] means, int length)
    {
        var identity = new float[length * length];
        for (var i = 0; i < length; i++) identity[i * length + i] = 1;
        return new()
        {
            Grid = 1, Projection = identity, Offset = new float[length], Centroids = [.. means.SelectMany(m => m)],
            Classes = [.. Enumerable.Range(0, Classes)], Slope = 4, Intercept = -1,
        };
    }

    private static LearnedCache Predictor(float[][] means, int length) => new()
    {
        Grid = 1, HiddenWeights = [], HiddenBias = [], OutputWeights = [.. means.SelectMany(m => m)],
        OutputBias = [.. means.Select(m => -m.Sum(v => v * v) / 2)], Selector = new Selector(1, 0.2f, 0.5f, -0.5f), Keep = 0, Gain = 4f / length,
    };

    private static float[] Mean(IEnumerable<float[]> rows, int length)
    {
        var (mean, count) = (new float[length], 0);
        foreach (var row in rows)
        {
            count++;
            for (var i = 0; i < length; i++) mean[i] += row[i];
        }

        for (var i = 0; i < length; i++) mean[i] /= Math.Max(count, 1);
        return mean;
    }
}
