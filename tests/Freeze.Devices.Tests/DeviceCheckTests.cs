using Freeze.DeviceCheck;
using Freeze.DeviceCheck.Correctness;
using Freeze.DeviceCheck.Models;
using Freeze.Devices.Tests.Simulation;
using Freeze.Gpu;
using Freeze.OpenCl;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>What device-check, which people run on machines that we have not seen, really checks.</summary>
public sealed class DeviceCheckTests(ITestOutputHelper output) : IDisposable
{
    private const int Images = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-programs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Every_kernel_takes_part_and_passes()
    {
        var openCl = (OpenClDevice)TestDevices.Gpu("opencl");
        var context = openCl.Open(new ProgramCache(_folder));
        var device = new OpenedDevice(openCl, context);
        CheckLayers<Convolutions>(device);
        CheckLayers<Pools>(device);
        CheckLayers<ElementWise>(device);
        CheckLayers<Activations>(device);

        // Probes: centroids and predictors in turn, and the decision.
        using var folder = SeededFolder.Of<Pools>();
        using var cpu = FrozenModel.Load<Pools>(folder.Path, new() { Device = Device.Cpu });
        using var gpu = FrozenModel.Load<Pools>(folder.Path, new() { Device = device });
        const int images = 32;
        var pixels = Pictures.Draw(cpu.Plan.Input, images);
        var caches = ClassMeans.Of(cpu, pixels, images, staying: 0.5);
        cpu.UseCaches(caches);
        gpu.UseCaches(caches);
        var answers = AnswerCheck.Compare(cpu, gpu, pixels, images, batch: 7);
        // Resampling takes places from its weights, which random ones are not.
        var kernels = GpuKernels.All.Count(kernel => kernel.Name != "resample");
        output.WriteLine($"{answers}; {context.Built} kernels of {GpuKernels.All.Count}");
        Assert.Equal(0, answers.Wrong);
        Assert.InRange(answers.Early, 1, images);
        Assert.Equal(kernels, context.Built);
    }

    [Fact]
    public void Other_weights_are_found_out_layer_by_layer()
    {
        using var folder = SeededFolder.Of<Pools>();
        using var otherFolder = SeededFolder.Of<Pools>(seed: 6);
        using var one = FrozenModel.Load<Pools>(folder.Path, new() { Device = Device.Cpu });
        using var other = FrozenModel.Load<Pools>(otherFolder.Path, new() { Device = Device.Cpu });
        var pixels = Pictures.Draw(one.Plan.Input, Images);
        Assert.All(LayerCheck.Compare(one, one, pixels, Images), layer => Assert.Equal(0, layer.Error));
        Assert.All(LayerCheck.Compare(one, other, pixels, Images), layer => Assert.InRange(layer.Error, LayerCheck.Tolerance * 10, double.MaxValue));
    }

    [Fact]
    public void Who_leaves_elsewhere_is_counted_as_wrong_unless_the_score_is_close()
    {
        using var folder = SeededFolder.Of<Pools>();
        using var one = FrozenModel.Load<Pools>(folder.Path, new() { Device = Device.Cpu });
        using var other = FrozenModel.Load<Pools>(folder.Path, new() { Device = Device.Cpu });
        const int images = 32;
        var pixels = Pictures.Draw(one.Plan.Input, images);
        one.UseCaches(ClassMeans.Of(one, pixels, images, staying: 0.5));
        other.UseCaches(one.Caches);
        Assert.Equal((0, 0), Differences());

        // Nobody leaves on the other side: all who left here left elsewhere, most of them with scores far from the threshold.
        other.UseCaches(ClassMeans.Of(one, pixels, images, staying: 1));
        var (close, wrong) = Differences();
        Assert.Equal(AnswerCheck.Compare(one, other, pixels, images, 8).Early, close + wrong);
        Assert.InRange(wrong, images / 4, images);

        (int Close, int Wrong) Differences() => AnswerCheck.Compare(one, other, pixels, images, 8) is var a ? (a.Close, a.Wrong) : default;
    }

    private static void CheckLayers<T>(Device device)
        where T : FrozenModel, new()
    {
        using var folder = SeededFolder.Of<T>();
        using var cpu = FrozenModel.Load<T>(folder.Path, new() { Device = Device.Cpu });
        using var gpu = FrozenModel.Load<T>(folder.Path, new() { Device = device });
        var layers = LayerCheck.Compare(cpu, gpu, Pictures.Draw(cpu.Plan.Input, Images), Images);
        Assert.Equal(cpu.Plan.Probes.Count + 1, layers.Count);
        Assert.All(layers, layer => Assert.InRange(layer.Error, 0, LayerCheck.Tolerance));
    }
}
