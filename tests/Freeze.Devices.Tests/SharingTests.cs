using System.Diagnostics;
using Freeze.Gpu;
using Freeze.Runtime.Tests.Models;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>What models, predictions and threads share on a device, and what they leave behind.</summary>
[Collection(nameof(SharingTests))]
public sealed class SharingTests(ITestOutputHelper output) : IDisposable
{
    private const int Many = 10_000;

    private readonly TinyFolder _folder = new();

    public static TheoryData<string> Devices => ["opencl", "cuda"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Devices))]
    public void Ten_thousand_predictions_leak_nothing(string device)
    {
        var context = TestDevices.Gpu(device).Context;
        var before = Counts(context);
        using (var model = Load(TestDevices.Get(device)))
        {
            var pixels = TinyFolder.Pixels(1);
            model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.9f, (pixels, 3), (TinyFolder.Pixels(2), 1)), null));
            Assert.Equal("block1", model.Predict(pixels).Exit);
            var warm = Counts(context);
            var watch = Stopwatch.StartNew();

            // Alone and in batches, of which the last takes more than one pass.
            var (images, results, done) = (TinyFolder.Pixels(1, 64), new Prediction[64], 0);
            for (var round = 0; done < Many; round++)
            {
                var count = (round % 4) switch { 0 => 1, 1 => 8, 2 => 32, _ => 64 };
                model.Predict(images.AsSpan(0, count * 432), results.AsSpan(0, count));
                if (round == 3) warm = Counts(context);
                done += count;
            }

            output.WriteLine(
                $"{Many} predictions on {device}: {watch.Elapsed.TotalSeconds:0.0} s, "
                + $"{warm.Buffers} buffers of {warm.Bytes / 1e6:0.0} MB throughout");
            Assert.Equal(warm, Counts(context));
        }

        Assert.Equal(before, Counts(context));
    }

    [SkippableTheory]
    [MemberData(nameof(Devices))]
    public void A_warm_prediction_allocates_nothing(string device)
    {
        using var model = Load(TestDevices.Get(device));
        var pixels = TinyFolder.Pixels(1);
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 2, (pixels, 3), (TinyFolder.Pixels(2), 1)), null));
        var least = long.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) model.Predict(pixels);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }

        Assert.Equal(0, least);
    }

    [SkippableTheory]
    [MemberData(nameof(Devices))]
    public void Two_models_and_four_threads_share_one_device(string device)
    {
        using var other = new TinyFolder(seed: 2);
        var context = TestDevices.Gpu(device).Context;
        var before = Counts(context);
        using (var first = Load(TestDevices.Get(device)))
        using (var second = FrozenModel.Load<TinyNet>(other.Path, new() { Device = TestDevices.Get(device) }))
        using (var cpu = Load(Device.Cpu))
        using (var otherCpu = FrozenModel.Load<TinyNet>(other.Path, new() { Device = Device.Cpu }))
        {
            // Both models found the device opened, and each brought its weights once.
            Assert.Equal(before.Buffers + 4, context.Buffers);
            var pixels = TinyFolder.Pixels(3, 40);
            Prediction[] expected = Predict(cpu, pixels), otherExpected = Predict(otherCpu, pixels);
            Assert.NotEqual(expected.Select(p => p.Class), otherExpected.Select(p => p.Class));
            Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            {
                var (model, right) = i % 2 == 0 ? (first, expected) : (second, otherExpected);
                var actual = Predict(model, pixels);
                for (var image = 0; image < actual.Length; image++)
                {
                    Assert.Equal(right[image].Class, actual[image].Class);
                    Assert.InRange(actual[image].Score, right[image].Score - 1e-4f, right[image].Score + 1e-4f);
                }
            });
        }

        Assert.Equal(before, Counts(context));
    }

    [SkippableTheory]
    [MemberData(nameof(Devices))]
    public void A_failed_load_frees_what_it_took(string device)
    {
        var gpu = TestDevices.Gpu(device);
        var before = Counts(gpu.Context);
        File.WriteAllText(_folder["tiny.cache.safetensors"], "no caches");
        Assert.Throws<FreezeException>(() => Load(gpu));
        Assert.Equal(before, Counts(gpu.Context));
    }

    private static (int Buffers, long Bytes, int Queues) Counts(GpuContext context) => (context.Buffers, context.Bytes, context.Queues);

    private static Prediction[] Predict(FrozenModel model, byte[] pixels)
    {
        var results = new Prediction[pixels.Length / 432];
        model.Predict(pixels, results);
        return results;
    }

    private TinyNet Load(Device device) => FrozenModel.Load<TinyNet>(_folder.Path, new() { Device = device, Threads = 1 });
}

/// <summary>Counting what a device holds bears no other tests beside it.</summary>
[CollectionDefinition(nameof(SharingTests), DisableParallelization = true)]
public sealed class SharingAlone;
