using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// A minimal filtering algorithm in one dimension for a kernel of few taps (Winograd 1980; Lavin and Gray, arXiv:1509.09308). Input, kernel
/// and output are transformed by small constant matrices; between the transforms a product at each point replaces the convolution. Applied
/// to columns and then rows it makes the two-dimensional algorithm.
/// </summary>
internal interface IWinograd : IKernelTransform
{
    /// <summary>Outputs of a tile.</summary>
    static abstract int Outputs { get; }

    /// <summary>Input pixels of a phase that a tile reads.</summary>
    static abstract int Inputs { get; }

    /// <summary>Step of the convolution in pixels.</summary>
    static abstract int Stride { get; }

    /// <summary>
    /// Phases of rows, and of columns, that are channels of their own: 1, or the stride for an image of few channels, whose pixels lie side by side.
    /// </summary>
    static abstract int Phases { get; }

    /// <summary>Taps of the kernel's rows, and of its columns, before any phases.</summary>
    static abstract int Kernel { get; }

    /// <summary>Points at which products are taken.</summary>
    static abstract int Points { get; }

    /// <summary>First point that a transformed weight serves; those of <see cref="IKernelTransform.Weights"/> is the number of points.</summary>
    static abstract int FirstPoint(int weight);

    /// <summary>
    /// Input pixels to points, in registers; pixels beyond <see cref="Inputs"/> are ignored, points beyond <see cref="Points"/> left empty.
    /// </summary>
    static abstract void TransformInput<V, S>(
        V d0, V d1, V d2, V d3, V d4, V d5, V d6, V d7, V d8,
        out V p0, out V p1, out V p2, out V p3, out V p4, out V p5, out V p6, out V p7, out V p8)
        where V : struct
        where S : struct, ISimd<V>;

    /// <summary>
    /// Products at the points to outputs, in registers; points beyond <see cref="Points"/> are ignored, outputs beyond <see cref="Outputs"/> left
    /// empty.
    /// </summary>
    static abstract void TransformOutput<V, S>(
        V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, out V o0, out V o1, out V o2, out V o3)
        where V : struct
        where S : struct, ISimd<V>;
}
