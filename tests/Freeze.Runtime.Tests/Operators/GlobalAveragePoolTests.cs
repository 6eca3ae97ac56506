using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against a loop in double, within <see cref="Reference.Tolerance"/> of the largest input.</summary>
public sealed class GlobalAveragePoolTests
{
    private static readonly Gen<MaxPool> s_whole =
        from shape in Draw.Shape
        from halo in Gen.Int[0, 2]
        select new MaxPool("pool", shape, new(shape.Channels, 1, 1, halo)) { Kernel = new(shape.Height, shape.Width) };

    [Fact]
    public void Equals_the_reference() => PoolCheck.Equals(
        s_whole,
        (in Batch batch, int input, MaxPool whole, int output) =>
            GlobalAveragePoolOperator.Run(batch, input, new GlobalAveragePool(whole.Name, whole.Input, whole.Output), output),
        (inside, _) => inside.Average());
}
