using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd.Points;

/// <summary>Two points of F(4,3) whose weights have something in common.</summary>
internal interface IPointPair
{
    /// <summary>Number of the first point.</summary>
    static abstract int First { get; }

    /// <summary>Number of the second point.</summary>
    static abstract int Second { get; }

    /// <summary>Weights at the points from the three taps of a kernel's row, without their factors.</summary>
    static abstract void Weights<V, S>(V g0, V g1, V g2, out V first, out V second)
        where V : struct
        where S : struct, ISimd<V>;
}
