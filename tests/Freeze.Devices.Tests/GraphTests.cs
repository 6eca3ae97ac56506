using Freeze.Caching;
using Freeze.Devices.Tests.Simulation;
using Freeze.Gpu;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Devices.Tests;

/// <summary>Recorded stretches of launches, which CUDA has, on a device that writes down what it would run.</summary>
public sealed class GraphTests : IDisposable
{
    // Sizes that come again, so that stretches are seen, recorded and replayed; each shrinks at the probes.
    private static readonly int[] s_batches = [1, 8, 8, 1, 8, 32, 8, 32, 1, 32, 5];

    private readonly TinyFolder _folder = new();

    public static TheoryData<bool> Pipelined => [true, false];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pipelined))]
    public void The_same_kernels_run_in_the_same_order_with_the_same_arguments(bool pipelined)
    {
        using var cpu = Load(Device.Cpu, graphs: false);
        var pixels = TinyFolder.Pixels(1);
        ProbeCache Cache(int probe, float threshold) => TinyFolder.Exact(cpu, probe, threshold, (pixels, 1), (TinyFolder.Pixels(2), 2));
        CacheSet?[] sets =
        [
            TinyFolder.Caches(cpu, Cache(0, 0.5f), Cache(1, 0.5f)),
            TinyFolder.Caches(cpu, null, Cache(1, 0.5f)),
            null,
            TinyFolder.Caches(cpu, Cache(0, ProbeCache.Listening), Cache(1, 0.5f)),
            TinyFolder.Caches(cpu, Cache(0, 0.25f), null),
        ];
        var (plain, recorded) = (new LoggingContext([]), new LoggingContext([]));
        foreach (var (context, graphs) in new[] { (plain, false), (recorded, true) })
        {
            using var model = Load(new LoggingDevice(context, pipelined), graphs);
            foreach (var set in sets)
            {
                model.UseCaches(set);
                foreach (var batch in s_batches) Predict(model, batch);
            }
        }

        Assert.Equal(plain.Log, recorded.Log);
        Assert.Equal((0, 0, 0), plain.Graphs);
        Assert.InRange(recorded.Graphs.Recorded, 10, 100);
        Assert.InRange(recorded.Graphs.Replayed, recorded.Graphs.Recorded * 2, 1000);
        Assert.Equal(0, recorded.Graphs.Kept);
    }

    [Fact]
    public void Once_recorded_only_the_input_and_the_probes_are_launched_by_themselves()
    {
        using var cpu = Load(Device.Cpu, graphs: false);
        var context = new LoggingContext([]);
        using var model = Load(new LoggingDevice(context, pipelined: true), graphs: true);
        var known = (TinyFolder.Pixels(1), 1);
        model.UseCaches(TinyFolder.Caches(cpu, TinyFolder.Exact(cpu, 0, 0.5f, known, (TinyFolder.Pixels(2), 2)), null));
        for (var pass = 0; pass < 3; pass++)
        {
            context.Launched.Clear();
            Predict(model, 8);
        }

        Assert.Equal(["begin", "pixels", "grid-pool", "dense", "distance", "compact"], context.Launched);
        Assert.Equal((2, 4, 2), context.Graphs);
    }

    [Fact]
    public void A_pass_that_fails_midway_leaves_no_recording_behind()
    {
        var context = new LoggingContext([]);
        using var model = Load(new LoggingDevice(context, pipelined: true), graphs: true);
        Predict(model, 4);
        model.Midway = () => throw new FreezeException("midway");
        Assert.Throws<FreezeException>(() => Predict(model, 4));
        model.Midway = null;
        Assert.Equal(0, context.Graphs.Kept);
        context.Log.Clear();
        Predict(model, 4);
        var first = context.Log.ToArray();
        context.Log.Clear();
        Predict(model, 4);
        Assert.Equal(first, context.Log);
        Assert.Equal(1, context.Graphs.Kept);
    }

    [Fact]
    public void A_stretch_holds_launches_only()
    {
        var context = new LoggingContext([]);
        using var buffer = context.Allocate(4);
        using var queue = context.CreateQueue();
        queue.Records = true;
        for (var i = 0; i < 3; i++)
        {
            queue.BeginStretch(0, 1, 1);
            if (i > 0)
            {
                Assert.Throws<InvalidOperationException>(() => queue.Write<int>(buffer, [1]));
                Assert.Throws<InvalidOperationException>(() => queue.Read(buffer, new int[1].AsSpan()));
                Assert.Throws<InvalidOperationException>(() => queue.BeginStretch(1, 2, 1));
            }

            queue.EndStretch();
        }
    }

    [Fact]
    public void Stretches_beyond_the_most_that_are_remembered_are_launched_each_time()
    {
        var context = new LoggingContext([]);
        using var buffer = context.Allocate(4);
        using (var queue = context.CreateQueue())
        {
            queue.Records = true;
            for (var round = 0; round < 3; round++)
            for (var i = 0; i < GpuQueue.MostStretches + 10; i++)
            {
                queue.BeginStretch(i, i + 1, 1);
                queue.Start(GpuKernels.Activate).View(buffer).View(buffer).Ints(1, 2, 3, 4, i).Floats(1, 2);
                queue.Launch(1);
                queue.EndStretch();
            }

            Assert.Equal((GpuQueue.MostStretches, 2 * GpuQueue.MostStretches, GpuQueue.MostStretches), context.Graphs);
            Assert.Equal(3 * (GpuQueue.MostStretches + 10), context.Log.Count);
        }

        Assert.Equal(0, context.Graphs.Kept);
    }

    [SkippableFact]
    public void Where_the_driver_cannot_record_nothing_changes()
    {
        var device = TestDevices.Get("opencl");
        using var plain = Load(device, graphs: false);
        using var graphs = Load(device, graphs: true);
        var pixels = TinyFolder.Pixels(1, 5);
        var (expected, actual) = (new Prediction[5], new Prediction[5]);
        for (var pass = 0; pass < 3; pass++)
        {
            plain.Predict(pixels, expected);
            graphs.Predict(pixels, actual);
            Assert.Equal(expected, actual);
        }
    }

    private static void Predict(TinyNet model, int batch) => model.Predict(TinyFolder.Pixels(1, batch), new Prediction[batch]);

    private TinyNet Load(Device device, bool graphs) =>
        FrozenModel.Load<TinyNet>(_folder.Path, new() { Device = device, Threads = 1, Graphs = graphs });
}
