using Freeze.Cpu.Convolutions.Winograd;
using Freeze.Cpu.Convolutions.Winograd.Halfway;
using Freeze.Cpu.Convolutions.Winograd.Rows;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>
/// Winograd F(4x4, 3x3) for batches of layers whose weights are packed for another form. It would have a single image read up to four times as
/// many weights, so they stay as they are in the file and are transformed when a batch uses them.
/// </summary>
internal static class BatchForm
{
    /// <summary>Whether there is such a form beside the packed one.</summary>
    public static bool Fits(ConvolutionForm packed, Conv2D layer) => packed switch
    {
        ConvolutionForm.Direct => WinogradGeometry<WinogradF4>.Fits(layer) || WinogradGeometry<WinogradF4Stride2>.Fits(layer),
        ConvolutionForm.WinogradF2 or ConvolutionForm.WinogradHalfway or ConvolutionForm.WinogradRows => WinogradGeometry<WinogradF4>.Fits(layer),
        ConvolutionForm.WinogradF2Stride2 => WinogradGeometry<WinogradF4Stride2>.Fits(layer),
        _ => false,
    };

    /// <summary>Whether transforming the weights costs less than it saves.</summary>
    public static bool Pays(ConvolutionForm packed, Conv2D layer, int images)
    {
        var late = layer.Stride.Height == 1
            ? ConvolutionCost.LateWork<WinogradF4>(layer, images)
            : ConvolutionCost.LateWork<WinogradF4Stride2>(layer, images);
        return late < ConvolutionCost.Work(packed, layer, images);
    }

    /// <summary>Floats of scratch memory that each worker needs.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="images">Images in a batch at most.</param>
    public static int ScratchFloats(Conv2D layer, int images) => layer.Stride.Height == 1
        ? new WinogradGeometry<WinogradF4>(layer).ScratchFloats(images, late: true)
        : new WinogradGeometry<WinogradF4Stride2>(layer).ScratchFloats(images, late: true);

    /// <summary>Runs a layer.</summary>
    /// <param name="packed">The form that its weights are packed for.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="scratch">Scratch memory of the session.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="alone">Whether the caller does it all.</param>
    /// <param name="width">Bits of a vector.</param>
    public static void Run(ConvolutionForm packed, Conv2D layer, in Operands operands, Scratch scratch, Workers workers, bool alone, int width)
    {
        var threads = alone ? 1 : workers.Count;
        var source = packed switch
        {
            ConvolutionForm.WinogradF2 => KernelLayout.OfF2(layer.Input),
            ConvolutionForm.WinogradF2Stride2 => KernelLayout.OfF2Stride2(layer.Input),
            ConvolutionForm.WinogradHalfway => KernelLayout.OfHalfway(new HalfwayGeometry(layer)),
            ConvolutionForm.WinogradRows => KernelLayout.OfRows(new RowGeometry(layer)),
            _ => KernelLayout.Direct,
        };
        if (layer.Stride.Height == 1)
            new WinogradConvolution<WinogradF4>(layer, operands, scratch, width, threads, source).Run(workers, alone);
        else
            new WinogradConvolution<WinogradF4Stride2>(layer, operands, scratch, width, threads, source).Run(workers, alone);
    }
}
