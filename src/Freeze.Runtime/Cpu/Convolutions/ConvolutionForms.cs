using Freeze.Cpu.Convolutions.Depthwise;
using Freeze.Cpu.Convolutions.Winograd;
using Freeze.Cpu.Convolutions.Winograd.Halfway;
using Freeze.Cpu.Convolutions.Winograd.Rows;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>Chooses the algorithm of a layer.</summary>
internal static class ConvolutionForms
{
    /// <summary>
    /// The form with the least work for one image, by multiplications, transforms and weights read, that is accurate enough with these weights;
    /// and whether batches may take another one.
    /// </summary>
    public static LayerForm Choose(Conv2D layer, ReadOnlySpan<float> weights, double limit = FormAccuracy.Limit)
    {
        foreach (var form in ByCost(layer))
        {
            if (!IsAccurate(new(form), layer, weights, limit)) continue;
            var batched = new LayerForm(form, Batches: true);
            return BatchForm.Fits(form, layer) && IsAccurate(batched, layer, weights, limit) ? batched : new(form);
        }

        throw new InvalidOperationException("The direct form is exact and serves every layer.");
    }

    /// <summary>The forms that can serve a layer, the one with the least work first.</summary>
    public static IEnumerable<ConvolutionForm> ByCost(Conv2D layer) =>
        Enum.GetValues<ConvolutionForm>().Where(form => Fits(form, layer)).OrderBy(form => ConvolutionCost.Of(form, layer));

    /// <summary>Whether a form can serve a layer.</summary>
    public static bool Fits(ConvolutionForm form, Conv2D layer) => form switch
    {
        ConvolutionForm.Direct => true,
        ConvolutionForm.WinogradF2 => WinogradGeometry<WinogradF2>.Fits(layer),
        ConvolutionForm.WinogradF4 => WinogradGeometry<WinogradF4>.Fits(layer),
        ConvolutionForm.WinogradF2Stride2 => WinogradGeometry<WinogradF2Stride2>.Fits(layer),
        ConvolutionForm.WinogradF4Stride2 => WinogradGeometry<WinogradF4Stride2>.Fits(layer),
        ConvolutionForm.WinogradStem => WinogradGeometry<WinogradStem>.Fits(layer),
        ConvolutionForm.WinogradHalfway => HalfwayGeometry.Fits(layer),
        ConvolutionForm.WinogradRows => RowGeometry.Fits(layer),
        ConvolutionForm.Depthwise => DepthwiseWeights.Fits(layer),
        _ => false,
    };

    /// <summary>Packs canonical weights, [outputs, inputs / groups, kernel height, kernel width].</summary>
    public static float[] Pack(ConvolutionForm form, Conv2D layer, ReadOnlySpan<float> weights) => form switch
    {
        ConvolutionForm.WinogradF2 => new WinogradGeometry<WinogradF2>(layer).Pack(new DirectGeometry(layer), weights),
        ConvolutionForm.WinogradF4 => new WinogradGeometry<WinogradF4>(layer).Pack(new DirectGeometry(layer), weights),
        ConvolutionForm.WinogradF2Stride2 => new WinogradGeometry<WinogradF2Stride2>(layer).Pack(new DirectGeometry(layer), weights),
        ConvolutionForm.WinogradF4Stride2 => new WinogradGeometry<WinogradF4Stride2>(layer).Pack(new DirectGeometry(layer), weights),
        ConvolutionForm.WinogradStem => new WinogradGeometry<WinogradStem>(layer).Pack(new DirectGeometry(layer), weights),
        ConvolutionForm.WinogradHalfway => new HalfwayGeometry(layer).Pack(new DirectGeometry(layer), weights),
        ConvolutionForm.WinogradRows => new RowGeometry(layer).Pack(new DirectGeometry(layer), weights),
        ConvolutionForm.Depthwise => DepthwiseWeights.Pack(layer, weights),
        _ => new DirectGeometry(layer).Pack(weights),
    };

    /// <summary>Floats of packed weights.</summary>
    public static int PackedFloats(ConvolutionForm form, Conv2D layer) => form switch
    {
        ConvolutionForm.WinogradF2 => new WinogradGeometry<WinogradF2>(layer).PackedFloats,
        ConvolutionForm.WinogradF4 => new WinogradGeometry<WinogradF4>(layer).PackedFloats,
        ConvolutionForm.WinogradF2Stride2 => new WinogradGeometry<WinogradF2Stride2>(layer).PackedFloats,
        ConvolutionForm.WinogradF4Stride2 => new WinogradGeometry<WinogradF4Stride2>(layer).PackedFloats,
        ConvolutionForm.WinogradStem => new WinogradGeometry<WinogradStem>(layer).PackedFloats,
        ConvolutionForm.WinogradHalfway => new HalfwayGeometry(layer).PackedFloats,
        ConvolutionForm.WinogradRows => new RowGeometry(layer).PackedFloats,
        ConvolutionForm.Depthwise => DepthwiseWeights.Floats(layer),
        _ => new DirectGeometry(layer).PackedFloats,
    };

    /// <summary>Floats of scratch memory that each worker needs.</summary>
    /// <param name="form">The form.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="images">Images in a batch at most.</param>
    public static int ScratchFloats(LayerForm form, Conv2D layer, int images)
    {
        var single = form.Packed switch
        {
            ConvolutionForm.WinogradF2 => new WinogradGeometry<WinogradF2>(layer).ScratchFloats(images, late: false),
            ConvolutionForm.WinogradF4 => new WinogradGeometry<WinogradF4>(layer).ScratchFloats(images, late: false),
            ConvolutionForm.WinogradF2Stride2 => new WinogradGeometry<WinogradF2Stride2>(layer).ScratchFloats(images, late: false),
            ConvolutionForm.WinogradF4Stride2 => new WinogradGeometry<WinogradF4Stride2>(layer).ScratchFloats(images, late: false),
            ConvolutionForm.WinogradStem => new WinogradGeometry<WinogradStem>(layer).ScratchFloats(images, late: false),
            ConvolutionForm.WinogradHalfway => new HalfwayGeometry(layer).ScratchFloats(images),
            ConvolutionForm.WinogradRows => new RowGeometry(layer).ScratchFloats(images),
            _ => 0,
        };
        return form.Batches && BatchForm.Pays(form.Packed, layer, images) ? Math.Max(single, BatchForm.ScratchFloats(layer, images)) : single;
    }

    /// <summary>Runs a layer.</summary>
    /// <param name="form">Its form.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="scratch">Scratch memory of the session.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="alone">Whether the caller does it all.</param>
    /// <param name="width">Bits of a vector.</param>
    public static void Run(LayerForm form, Conv2D layer, in Operands operands, Scratch scratch, Workers workers, bool alone, int width)
    {
        if (form.Batches && BatchForm.Pays(form.Packed, layer, operands.Batch.Count))
        {
            BatchForm.Run(form.Packed, layer, operands, scratch, workers, alone, width);
            return;
        }

        var threads = alone ? 1 : workers.Count;
        switch (form.Packed)
        {
            case ConvolutionForm.WinogradF2:
                new WinogradConvolution<WinogradF2>(layer, operands, scratch, width, threads).Run(workers, alone);
                break;
            case ConvolutionForm.WinogradF4:
                new WinogradConvolution<WinogradF4>(layer, operands, scratch, width, threads).Run(workers, alone);
                break;
            case ConvolutionForm.WinogradF2Stride2:
                new WinogradConvolution<WinogradF2Stride2>(layer, operands, scratch, width, threads).Run(workers, alone);
                break;
            case ConvolutionForm.WinogradF4Stride2:
                new WinogradConvolution<WinogradF4Stride2>(layer, operands, scratch, width, threads).Run(workers, alone);
                break;
            case ConvolutionForm.WinogradStem:
                new WinogradConvolution<WinogradStem>(layer, operands, scratch, width, threads).Run(workers, alone);
                break;
            case ConvolutionForm.WinogradHalfway:
                new HalfwayConvolution(layer, operands, scratch, width).Run(workers, alone);
                break;
            case ConvolutionForm.WinogradRows:
                new RowConvolution(layer, operands, scratch, width).Run(workers, alone);
                break;
            case ConvolutionForm.Depthwise:
                new DepthwiseConvolution(layer, operands, width, threads).Run(workers, alone);
                break;
            default:
                Direct.Run(new DirectGeometry(layer), layer, operands, workers, alone, width);
                break;
        }
    }

    /// <summary>Sums that overflow measure as not a number, which is not accurate.</summary>
    private static bool IsAccurate(LayerForm form, Conv2D layer, ReadOnlySpan<float> weights, double limit) =>
        IsExact(form) || FormAccuracy.Measure(form, layer, weights) <= limit;

    /// <summary>Whether a form sums the products themselves, and needs no measuring.</summary>
    private static bool IsExact(LayerForm form) => form is { Packed: ConvolutionForm.Direct or ConvolutionForm.Depthwise, Batches: false };
}
