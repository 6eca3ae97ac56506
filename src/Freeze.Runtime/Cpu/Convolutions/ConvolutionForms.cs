using Freeze.Cpu.Convolutions.Depthwise;
using Freeze.Cpu.Convolutions.Winograd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>Chooses the algorithm of a layer.</summary>
internal static class ConvolutionForms
{
    /// <summary>
    /// What reading a weight from memory costs, in multiply-adds: at batch 1 a core multiplies 50-130 G/s and reads 4-10 G floats/s.
    /// </summary>
    private const double WeightCost = 12;

    /// <summary>What transforming one value at one point costs, in multiply-adds, loads and stores included.</summary>
    private const double TransformCost = 6;

    /// <summary>
    /// The form with the least work for one image, by multiplications, transforms and weights read, that is accurate enough with these weights.
    /// </summary>
    public static ConvolutionForm Choose(Conv2D layer, ReadOnlySpan<float> weights, double limit = FormAccuracy.Limit)
    {
        foreach (var form in ByCost(layer))
            if (IsExact(form) || FormAccuracy.Measure(form, layer, weights) <= limit) return form;
        return ConvolutionForm.Direct;
    }

    /// <summary>The forms that can serve a layer, the one with the least work first.</summary>
    public static IEnumerable<ConvolutionForm> ByCost(Conv2D layer) =>
        Enum.GetValues<ConvolutionForm>().Where(form => Fits(form, layer)).OrderBy(form => Cost(form, layer));

    /// <summary>Whether a form can serve a layer.</summary>
    public static bool Fits(ConvolutionForm form, Conv2D layer) => form switch
    {
        ConvolutionForm.Direct => true,
        ConvolutionForm.WinogradF2 => WinogradGeometry<WinogradF2>.Fits(layer),
        ConvolutionForm.WinogradF4 => WinogradGeometry<WinogradF4>.Fits(layer),
        ConvolutionForm.WinogradF4Stride2 => WinogradGeometry<WinogradF4Stride2>.Fits(layer),
        ConvolutionForm.Depthwise => DepthwiseWeights.Fits(layer),
        _ => false,
    };

    /// <summary>Packs canonical weights, [outputs, inputs / groups, kernel height, kernel width].</summary>
    public static float[] Pack(ConvolutionForm form, Conv2D layer, ReadOnlySpan<float> weights) => form switch
    {
        ConvolutionForm.WinogradF2 => new WinogradGeometry<WinogradF2>(layer).Pack(weights),
        ConvolutionForm.WinogradF4 => new WinogradGeometry<WinogradF4>(layer).Pack(weights),
        ConvolutionForm.WinogradF4Stride2 => new WinogradGeometry<WinogradF4Stride2>(layer).Pack(weights),
        ConvolutionForm.Depthwise => DepthwiseWeights.Pack(layer, weights),
        _ => new DirectGeometry(layer).Pack(weights),
    };

    /// <summary>Floats of packed weights.</summary>
    public static int PackedFloats(ConvolutionForm form, Conv2D layer) => form switch
    {
        ConvolutionForm.WinogradF2 => new WinogradGeometry<WinogradF2>(layer).PackedFloats,
        ConvolutionForm.WinogradF4 => new WinogradGeometry<WinogradF4>(layer).PackedFloats,
        ConvolutionForm.WinogradF4Stride2 => new WinogradGeometry<WinogradF4Stride2>(layer).PackedFloats,
        ConvolutionForm.Depthwise => DepthwiseWeights.Floats(layer),
        _ => new DirectGeometry(layer).PackedFloats,
    };

    /// <summary>Floats of scratch memory that each worker needs.</summary>
    public static int ScratchFloats(ConvolutionForm form, Conv2D layer) => form switch
    {
        ConvolutionForm.WinogradF2 => new WinogradGeometry<WinogradF2>(layer).Scratch(int.MaxValue / 2).Floats,
        ConvolutionForm.WinogradF4 => new WinogradGeometry<WinogradF4>(layer).Scratch(int.MaxValue / 2).Floats,
        ConvolutionForm.WinogradF4Stride2 => new WinogradGeometry<WinogradF4Stride2>(layer).Scratch(int.MaxValue / 2).Floats,
        _ => 0,
    };

    /// <summary>Runs a layer.</summary>
    /// <param name="form">Its form.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="scratch">Scratch memory of the session.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="alone">Whether the caller does it all.</param>
    /// <param name="width">Bits of a vector.</param>
    public static void Run(ConvolutionForm form, Conv2D layer, in Operands operands, Scratch scratch, Workers workers, bool alone, int width)
    {
        switch (form)
        {
            case ConvolutionForm.WinogradF2: new WinogradConvolution<WinogradF2>(layer, operands, scratch, width).Run(workers, alone); break;
            case ConvolutionForm.WinogradF4: new WinogradConvolution<WinogradF4>(layer, operands, scratch, width).Run(workers, alone); break;
            case ConvolutionForm.WinogradF4Stride2: new WinogradConvolution<WinogradF4Stride2>(layer, operands, scratch, width).Run(workers, alone); break;
            case ConvolutionForm.Depthwise: new DepthwiseConvolution(layer, operands, width, alone ? 1 : workers.Count).Run(workers, alone); break;
            default: new DirectConvolution(new DirectGeometry(layer), layer, operands, width, alone ? 1 : workers.Count).Run(workers, alone); break;
        }
    }

    /// <summary>Whether a form sums the products themselves, and needs no measuring.</summary>
    private static bool IsExact(ConvolutionForm form) => form is ConvolutionForm.Direct or ConvolutionForm.Depthwise;

    private static double Cost(ConvolutionForm form, Conv2D layer) => form switch
    {
        ConvolutionForm.WinogradF2 => Cost<WinogradF2>(layer),
        ConvolutionForm.WinogradF4 => Cost<WinogradF4>(layer),
        ConvolutionForm.WinogradF4Stride2 => Cost<WinogradF4Stride2>(layer),
        ConvolutionForm.Depthwise => layer.Macs + WeightCost * DepthwiseWeights.Floats(layer),
        _ => layer.Macs + WeightCost * new DirectGeometry(layer).PackedFloats,
    };

    private static double Cost<T>(Conv2D layer)
        where T : struct, IWinograd
    {
        var geometry = new WinogradGeometry<T>(layer);
        double points = T.Points * T.Points, tiles = (geometry.Tiles + MicroTile.Positions - 1) / MicroTile.Positions * MicroTile.Positions;
        var products = tiles * points * layer.Input.Channels * layer.Output.Channels;
        var transforms = geometry.Tiles * points * (layer.Input.Channels + layer.Output.Channels);
        return products + TransformCost * transforms + WeightCost * geometry.PackedFloats;
    }
}
