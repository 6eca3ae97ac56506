using Freeze.Gpu;

namespace Freeze.Devices.Tests;

/// <summary>The kernels of probes with values that are not numbers: where comparisons mislead, nobody may leave.</summary>
public sealed class LookUpKernelTests
{
    public static TheoryData<string, float> Cases
    {
        get
        {
            var data = new TheoryData<string, float>();
            foreach (var device in new[] { "simulated", "opencl", "cuda" })
                foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }) data.Add(device, bad);
            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_key_that_is_not_finite_has_no_class(string device, float bad)
    {
        using var run = new Run(TestDevices.Gpu(device).Context, scratch: [bad, 1, 0, 0], floats: [0, 0, 5, 5], ints: [0, 1]);
        run.Queue.Start(GpuKernels.Distance).View(run.Scratch).View(run.Floats).View(run.Ints).View(run.Verdicts).View(run.Live)
            .Ints(2, 0, 0, 0, 2, 2);
        run.Queue.Launch(2);
        Assert.Equal([-1, 0, 0, 1], run.Read(run.Verdicts));
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Evidence_that_is_not_finite_has_no_class_and_stays_so(string device, float bad)
    {
        // Scratch of an image: evidence of two classes, one hidden unit, two logits.
        using var run = new Run(TestDevices.Gpu(device).Context, scratch: [0, 0, bad, 1, 2, 0, 0, 0, 1, 2], floats: [0], ints: [0]);
        for (var probe = 0; probe < 2; probe++)
        {
            run.Queue.Start(GpuKernels.Judge).View(run.Scratch).View(run.Verdicts).View(run.Live).Ints(5, 2, 1, 3, 2).Floats(1, 1, 1, 0, 0, 0);
            run.Queue.Launch(1);
            var verdicts = run.Read(run.Verdicts);
            Assert.Equal([-1, 0, 1], verdicts[..3]);
            var lead = probe + 1;
            Assert.Equal(1 / (1 + Math.Exp(-lead)), verdicts[3], 1e-6);
            run.Queue.Write<float>(run.Scratch, [0], offset: 2);
        }
    }

    [SkippableTheory]
    [InlineData("simulated")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Who_has_no_class_stays_whatever_the_threshold(string device)
    {
        using var run = new Run(TestDevices.Gpu(device).Context, scratch: [0], floats: [0, 0, 0, 0, 0, 0], ints: [0]);
        run.Queue.Write<float>(run.Verdicts, [-1, 0, 4, 0.5f]);
        run.Queue.Start(GpuKernels.Compact).View(run.Live).View(run.Verdicts).View(run.Floats).Ints(6).Floats(-1);
        run.Queue.Launch(1);
        var live = new int[2];
        run.Queue.Read(run.Live, live.AsSpan());
        Assert.Equal([1, 0], live);
        Assert.Equal([0, 0, 0, 6, 4, 0.5f], run.Read(run.Floats));
    }

    /// <summary>Buffers of one look-up of two images.</summary>
    private sealed class Run : IDisposable
    {
        public Run(GpuContext context, float[] scratch, float[] floats, int[] ints)
        {
            Queue = context.CreateQueue();
            (Scratch, Floats) = (context.AllocateFloats(scratch.Length), context.AllocateFloats(floats.Length));
            Ints = context.AllocateFloats(ints.Length);
            (Verdicts, Live) = (context.AllocateFloats(4), context.AllocateFloats(3));
            Queue.Write<float>(Scratch, scratch);
            Queue.Write<float>(Floats, floats);
            Queue.Write<int>(Ints, ints);
            Queue.Write<int>(Live, [2, 0, 1]);
        }

        public GpuQueue Queue { get; }

        public GpuBuffer Scratch { get; }

        public GpuBuffer Floats { get; }

        public GpuBuffer Ints { get; }

        public GpuBuffer Verdicts { get; }

        public GpuBuffer Live { get; }

        public float[] Read(GpuBuffer buffer)
        {
            var values = new float[buffer.Bytes / sizeof(float)];
            Queue.Read(buffer, values.AsSpan());
            return values;
        }

        public void Dispose()
        {
            foreach (var buffer in new[] { Scratch, Floats, Ints, Verdicts, Live }) buffer.Dispose();
            Queue.Dispose();
        }
    }
}
