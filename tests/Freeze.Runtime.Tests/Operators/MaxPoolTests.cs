using Freeze.Cpu.Operators;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against a loop in double, within <see cref="Reference.Tolerance"/> of the largest input.</summary>
public sealed class MaxPoolTests
{
    [Fact]
    public void Equals_the_reference() => PoolCheck.Equals(PoolCheck.Windows, MaxPoolOperator.Run, (inside, _) => inside.Max());
}
