namespace Freeze.Cpu.Convolutions.SmallImage;

/// <summary>One row of a 3x3 kernel over one row of input, onto four pixels side by side; what falls on padding is left out.</summary>
internal unsafe interface IKernelRow
{
    /// <summary>Input pixels from one output pixel to the next.</summary>
    static abstract int Stride { get; }

    /// <summary>Adds the products to four sums.</summary>
    /// <param name="x">One channel of the row: of the pixel to its left, which is padding.</param>
    /// <param name="left">Weights of the row's first tap.</param>
    /// <param name="middle">Weights of its second tap.</param>
    /// <param name="right">Weights of its third tap.</param>
    /// <param name="a">Sum of the first pixel.</param>
    /// <param name="b">Sum of the second pixel.</param>
    /// <param name="c">Sum of the third pixel.</param>
    /// <param name="d">Sum of the fourth pixel.</param>
    static abstract void Multiply<V, S>(float* x, V left, V middle, V right, ref V a, ref V b, ref V c, ref V d)
        where V : struct
        where S : struct, Simd.ISimd<V>;
}
