using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against a loop in double, within <see cref="Reference.Tolerance"/> of the largest input.</summary>
public sealed class AveragePoolTests
{
    [Fact]
    public void Equals_the_reference() => PoolCheck.Equals(PoolCheck.Windows, Run(countPadding: false), (inside, _) => inside.Average());

    [Fact]
    public void Counts_padding_as_zeros_when_asked() =>
        PoolCheck.Equals(PoolCheck.Windows, Run(countPadding: true), (inside, area) => inside.Sum() / area);

    private static PoolCheck.Operator Run(bool countPadding) => (in Batch batch, int input, MaxPool window, int output) =>
    {
        var layer = new AveragePool(window.Name, window.Input, window.Output)
        {
            Kernel = window.Kernel, Stride = window.Stride, Pad = window.Pad, CountPadding = countPadding,
        };
        AveragePoolOperator.Run(batch, input, layer, output);
    };
}
