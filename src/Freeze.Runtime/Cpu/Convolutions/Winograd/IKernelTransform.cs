using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>The transform of a kernel's row in one dimension; applied to rows and then to columns it transforms a kernel.</summary>
internal interface IKernelTransform
{
    /// <summary>Transformed weights; fewer than points where several points share one.</summary>
    static abstract int Weights { get; }

    /// <summary>Values that a kernel's row is given by: its three or four taps, or four points of F(2,3).</summary>
    static abstract int Taps { get; }

    /// <summary>
    /// A kernel's row to transformed weights, in registers: g0 to g2 are its taps, g3 a fourth value where there is one; what is beyond
    /// <see cref="Weights"/> is left empty.
    /// </summary>
    static abstract void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where V : struct
        where S : struct, ISimd<V>;
}
