using Freeze.Cpu.Convolutions.Depthwise;
using Freeze.Cpu.Convolutions.Winograd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>What an algorithm costs, in multiply-adds of one core: multiplications, transforms and the reading of weights.</summary>
internal static class ConvolutionCost
{
    /// <summary>Reading a weight from memory: at batch 1 a core multiplies 50-130 G/s and reads 4-10 G floats/s.</summary>
    private const double Read = 12;

    /// <summary>Transforming one value of input or output at one point, loads and stores included.</summary>
    private const double Transform = 6;

    /// <summary>Making one transformed weight, its way through the caches included.</summary>
    private const double LateWeight = 7;

    /// <summary>The cost of one image.</summary>
    public static double Of(ConvolutionForm form, Conv2D layer) => Work(form, layer, 1) + Read * ConvolutionForms.PackedFloats(form, layer);

    /// <summary>Multiplications and transforms of some images.</summary>
    public static double Work(ConvolutionForm form, Conv2D layer, int images) => form switch
    {
        ConvolutionForm.WinogradF2 => Work<WinogradF2>(layer, images),
        ConvolutionForm.WinogradF4 => Work<WinogradF4>(layer, images),
        ConvolutionForm.WinogradF4Stride2 => Work<WinogradF4Stride2>(layer, images),
        _ => (double)layer.Macs * images,
    };

    /// <summary>The same where the weights are transformed as well.</summary>
    public static double LateWork<T>(Conv2D layer, int images)
        where T : struct, IWinograd =>
        Work<T>(layer, images) + LateWeight * T.Weights * T.Weights * layer.Input.Channels * layer.Output.Channels;

    private static double Work<T>(Conv2D layer, int images)
        where T : struct, IWinograd
    {
        var tiles = images * new WinogradGeometry<T>(layer).Tiles;
        double points = T.Points * T.Points, whole = (tiles + MicroTile.Positions - 1) / MicroTile.Positions * MicroTile.Positions;
        var products = whole * points * layer.Input.Channels * layer.Output.Channels;
        var transforms = tiles * points * (layer.Input.Channels + layer.Output.Channels);
        return products + Transform * transforms;
    }
}
