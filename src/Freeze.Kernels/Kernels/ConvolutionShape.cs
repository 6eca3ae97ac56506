namespace Freeze.Kernels;

/// <summary>What a convolution is like; see <see cref="Convolution.Convolve"/>.</summary>
internal readonly struct ConvolutionShape(
    int channels, int height, int width, int filters, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideY, int strideX, int padY, int padX, int dilationY, int dilationX)
{
    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Filters { get; } = filters;

    public int OutWidth { get; } = outWidth;

    public int KernelWidth { get; } = kernelWidth;

    public int StrideY { get; } = strideY;

    public int StrideX { get; } = strideX;

    public int PadY { get; } = padY;

    public int PadX { get; } = padX;

    public int DilationY { get; } = dilationY;

    public int DilationX { get; } = dilationX;

    /// <summary>Pixels of the output.</summary>
    public int Pixels { get; } = outHeight * outWidth;

    /// <summary>Taps of the kernel.</summary>
    public int Taps { get; } = kernelHeight * kernelWidth;

    /// <summary>Steps of a sum.</summary>
    public int Depth => Channels * Taps;
}
