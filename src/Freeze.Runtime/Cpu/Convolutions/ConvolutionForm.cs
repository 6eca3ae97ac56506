namespace Freeze.Cpu.Convolutions;

/// <summary>The algorithms for a convolution; onnx2cs chooses one for each layer and packs its weights to match.</summary>
internal enum ConvolutionForm
{
    /// <summary>Every tap of every pixel.</summary>
    Direct,

    /// <summary>Winograd F(2x2, 3x3).</summary>
    WinogradF2,

    /// <summary>Winograd F(4x4, 3x3).</summary>
    WinogradF4,

    /// <summary>Winograd F(2x2, 3x3) with stride 2, by phases.</summary>
    WinogradF2Stride2,

    /// <summary>Winograd F(4x4, 3x3) with stride 2, by phases.</summary>
    WinogradF4Stride2,

    /// <summary>Winograd F(4x4, 4x4) for 7x7 kernels with stride 2 over an image, by phases.</summary>
    WinogradStem,

    /// <summary>Winograd F(4x4, 3x3) onto four tiles, with weights that are transformed halfway.</summary>
    WinogradHalfway,

    /// <summary>Winograd F(2,3) along rows, onto 7x7 pixels.</summary>
    WinogradRows,

    /// <summary>Every tap of every pixel where channels do not mix.</summary>
    Depthwise,
}
