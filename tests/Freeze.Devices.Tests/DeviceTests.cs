using Freeze.Gpu;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Devices.Tests;

/// <summary>Devices by name, and what users read when one cannot be had.</summary>
public sealed class DeviceTests : IClassFixture<DeviceReport>
{
    [Fact]
    public void Every_kind_of_device_was_looked_for()
    {
        Assert.Equal(Device.Cpu, Device.Known[0]);
        Assert.Contains(Device.Known, device => device.Name.StartsWith("cuda", StringComparison.Ordinal));
        Assert.Contains(Device.Known, device => device.Name.StartsWith("opencl", StringComparison.Ordinal));
        Assert.All(Device.All, device => Assert.Null(device.Problem));
        Assert.All(Device.All, device => Assert.Same(device, Device.Find(device.Name)));
    }

    [Fact]
    public void No_gpu_is_taken_unasked() => Assert.Same(Device.Cpu, Device.Best());

    [Fact]
    public void The_processor_is_found_by_any_case() => Assert.Same(Device.Cpu, Device.Find("CPU"));

    [Theory]
    [InlineData("tpu")]
    [InlineData("")]
    [InlineData("cpu:1")]
    public void A_name_that_is_none_is_refused_with_those_that_are(string name)
    {
        var error = Assert.Throws<FreezeException>(() => Device.Find(name));
        Assert.Matches($"There is no device '{name}' on this machine. It has: cpu", error.Message);
    }

    [SkippableTheory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void A_device_that_is_missing_says_why(string kind)
    {
        Skip.If(Device.All.Any(device => device.Name.StartsWith(kind, StringComparison.Ordinal)), $"{kind} is here");
        var error = Assert.Throws<FreezeException>(() => Device.Find(kind));
        Assert.Matches($"The device '{kind}' cannot be used: .*(Install|finds no GPU|driver)", error.Message);
    }

    [SkippableTheory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void A_number_that_no_device_has_is_refused(string kind)
    {
        TestDevices.Get(kind);
        Assert.Throws<FreezeException>(() => kind == "cuda" ? Device.Cuda(99) : Device.OpenCl(99));
        Assert.Same(Device.Find(kind), kind == "cuda" ? Device.Cuda() : Device.OpenCl());
    }

    [SkippableTheory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void A_device_without_memory_says_so(string kind)
    {
        var context = TestDevices.Gpu(kind).Context;
        var before = context.Buffers;
        Assert.Contains("out of memory", Assert.Throws<FreezeException>(() => context.Allocate(1L << 50)).Message, StringComparison.Ordinal);
        Assert.Equal(before, context.Buffers);
    }

    [SkippableTheory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Missing_weights_and_broken_inputs_are_named(string kind)
    {
        var device = TestDevices.Get(kind);
        using var folder = new TinyFolder();
        using (var model = FrozenModel.Load<TinyNet>(folder.Path, new() { Device = device }))
        {
            var tensor = new float[432];
            tensor[200] = float.NaN;
            var broken = Assert.Throws<FreezeException>(() => model.Predict(tensor));
            Assert.Contains("image 0, channel 1, row 4, column 8", broken.Message, StringComparison.Ordinal);
            Assert.Throws<FreezeException>(() => model.Predict(new byte[431]));
        }

        File.Delete(folder["tiny.safetensors"]);
        var missing = Assert.Throws<FreezeException>(() => FrozenModel.Load<TinyNet>(folder.Path, new() { Device = device }));
        Assert.Contains("tiny.safetensors", missing.Message, StringComparison.Ordinal);
        Assert.Contains("onnx2cs convert", missing.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Outputs_that_are_not_finite_are_no_answer(string kind)
    {
        var device = TestDevices.Get(kind);
        using var folder = new TinyFolder();
        folder.Tensors["fc.bias"].Data[2] = float.PositiveInfinity;
        Freeze.Storage.WeightFiles.WriteCanonical(folder.Path, TinyFolder.Plan, folder.Tensors, new Dictionary<string, string>());
        using var model = FrozenModel.Load<TinyNet>(folder.Path, new() { Device = device });
        Assert.Contains("not finite", Assert.Throws<FreezeException>(() => model.Predict(TinyFolder.Pixels(1))).Message, StringComparison.Ordinal);
    }
}
