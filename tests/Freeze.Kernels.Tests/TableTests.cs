using Freeze.Gpu;
using Freeze.Kernels.Compilation;
using ILGPU;

namespace Freeze.Kernels.Tests;

/// <summary>The runtime's table of kernels says what the kernels are.</summary>
public sealed class TableTests
{
    private static readonly Dictionary<Type, char> s_kinds = new()
    {
        [typeof(ArrayView<float>)] = 'F', [typeof(ArrayView<int>)] = 'I', [typeof(ArrayView<byte>)] = 'B', [typeof(int)] = 'i', [typeof(float)] = 'f',
    };

    [Fact]
    public void Names_entries_group_sizes_and_arguments_are_those_of_the_code()
    {
        Assert.Equal(Kernel.All.Select(kernel => kernel.Name), GpuKernels.All.Select(kernel => kernel.Name));
        foreach (var (code, entry) in Kernel.All.Zip(GpuKernels.All))
        {
            Assert.Equal("Kernel_" + code.Method.Name, entry.Entry);
            Assert.Equal(code.GroupSize, entry.GroupSize);
            Assert.Equal(string.Concat(code.Method.GetParameters().Select(p => s_kinds[p.ParameterType])), entry.Arguments);
        }
    }

    [Fact]
    public void Functions_have_the_numbers_of_the_activations() => Assert.Equal(Enum.GetNames<Activation>(), Functions.Names);
}
