using Freeze.Cuda;
using Freeze.Devices.Tests.Simulation;
using Freeze.Gpu;

namespace Freeze.Devices.Tests;

/// <summary>What can be said of the CUDA path without a card.</summary>
public sealed unsafe class CudaTests
{
    [Fact]
    public void A_view_is_an_address_and_a_length_and_a_number_its_bits()
    {
        using var floats = SimulatedDevice.Instance.Context.Allocate(40);
        using var ints = SimulatedDevice.Instance.Context.Allocate(12);
        var arguments = new ArgumentList().Start(GpuKernels.Compact).View(ints).View(floats).View(floats).Ints(-3).Floats(0.75f);
        arguments.CheckComplete();
        var memory = stackalloc byte[arguments.Count * CudaArguments.Stride];
        var pointers = stackalloc void*[arguments.Count];
        CudaArguments.Pack(arguments, memory, pointers);

        Assert.Equal((ints.Handle, 3L), (((nint*)pointers[0])[0], ((long*)pointers[0])[1]));
        Assert.Equal((floats.Handle, 10L), (((nint*)pointers[2])[0], ((long*)pointers[2])[1]));
        Assert.Equal(-3, *(int*)pointers[3]);
        Assert.Equal(0.75f, *(float*)pointers[4]);

        // Addresses are 8-byte quantities, and PTX reads them aligned.
        for (var i = 0; i < arguments.Count; i++) Assert.Equal(0, ((nint)pointers[i] - (nint)memory) % 8);
    }

    [Fact]
    public void Every_kernel_has_a_text_for_cards()
    {
        foreach (var kernel in GpuKernels.All) Assert.Contains(".target sm_53", System.Text.Encoding.UTF8.GetString(kernel.Text(CudaContext.Text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "out of memory")]
    [InlineData(700, "lost")]
    [InlineData(719, "lost")]
    [InlineData(222, "too old")]
    [InlineData(901, "cannot record")]
    [InlineData(1, "failed")]
    public void Errors_are_one_clear_sentence_with_a_cure(int code, string what)
    {
        var message = CudaError.Of(code, "cuda:0", "cuLaunchKernel").Message;
        Assert.Contains("cuda:0", message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Matches("Device.Cpu|Update|Graphs = false", message);
    }

    [Fact]
    public void Arguments_that_do_not_fit_the_kernel_are_refused()
    {
        using var buffer = SimulatedDevice.Instance.Context.Allocate(4);
        var arguments = new ArgumentList();
        Assert.Throws<InvalidOperationException>(() => arguments.Start(GpuKernels.Compact).Ints(1));
        Assert.Throws<InvalidOperationException>(() => arguments.Start(GpuKernels.Compact).View(buffer).CheckComplete());
        Assert.Throws<InvalidOperationException>(() => arguments.Start(GpuKernels.Compact).View(buffer).View(buffer).View(buffer).Floats(1));
        var full = arguments.Start(GpuKernels.Copy).View(buffer).View(buffer).View(buffer).Ints(1, 2, 3, 4, 5);
        Assert.Throws<InvalidOperationException>(() => full.Ints(6));
    }
}
