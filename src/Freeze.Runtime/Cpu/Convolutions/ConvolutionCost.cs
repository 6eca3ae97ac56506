using Freeze.Cpu.Convolutions.Depthwise;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Convolutions.Winograd;
using Freeze.Cpu.Convolutions.Winograd.Halfway;
using Freeze.Cpu.Convolutions.Winograd.Rows;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>What an algorithm costs, in multiply-adds of one core: multiplications, transforms and the reading of weights.</summary>
internal static class ConvolutionCost
{
    /// <summary>Reading a weight from memory: at batch 1 a core multiplies 50-130 G/s and reads 4-10 G floats/s, partly meanwhile.</summary>
    private const double Read = 11;

    /// <summary>The same beyond <see cref="NearFloats"/>: a network of such layers does not stay in a level-3 cache.</summary>
    private const double FarRead = 27;

    /// <summary>Floats of a layer's weights, 12 MB, that others like it leave room for in a level-3 cache.</summary>
    private const int NearFloats = 3 * 1024 * 1024;

    /// <summary>Transforming one value of input or output at one point, loads and stores included.</summary>
    private const double Transform = 10;

    /// <summary>Making one transformed weight, its way through the caches included.</summary>
    private const double LateWeight = 9;

    /// <summary>The cost of one image.</summary>
    public static double Of(ConvolutionForm form, Conv2D layer)
    {
        var floats = ConvolutionForms.PackedFloats(form, layer);
        return Work(form, layer, 1) + Read * floats + (FarRead - Read) * Math.Max(0, floats - NearFloats);
    }

    /// <summary>Multiplications and transforms of some images.</summary>
    public static double Work(ConvolutionForm form, Conv2D layer, int images) => form switch
    {
        ConvolutionForm.WinogradF2 => Work<WinogradF2>(layer, images),
        ConvolutionForm.WinogradF4 => Work<WinogradF4>(layer, images),
        ConvolutionForm.WinogradF2Stride2 => Work<WinogradF2Stride2>(layer, images),
        ConvolutionForm.WinogradF4Stride2 => Work<WinogradF4Stride2>(layer, images),
        ConvolutionForm.WinogradStem => Work<WinogradStem>(layer, images),
        ConvolutionForm.WinogradHalfway => HalfwayWork(layer) * images,
        ConvolutionForm.WinogradRows => RowWork(layer) * images,
        _ => DirectWork(layer) * images,
    };

    /// <summary>The same where the weights are transformed as well.</summary>
    public static double LateWork<T>(Conv2D layer, int images)
        where T : struct, IWinograd =>
        Work<T>(layer, images) + LateWeight * T.Weights * T.Weights * layer.Input.Channels * layer.Output.Channels;

    /// <summary>The multiply-adds of the direct form, which leaves out taps on padding.</summary>
    private static double DirectWork(Conv2D layer)
    {
        var (input, output) = (layer.Input, layer.Output);
        var rows = Inside(input.Height, output.Height, layer.Kernel.Height, layer.Stride.Height, layer.Pad.Height, layer.Dilation.Height);
        var columns = Inside(input.Width, output.Width, layer.Kernel.Width, layer.Stride.Width, layer.Pad.Width, layer.Dilation.Width);
        return layer.Macs * rows * columns;
    }

    /// <summary>Share of taps that meet the image, along one axis; counted tap by tap, since every layer of a batch asks.</summary>
    private static double Inside(int input, int output, int kernel, int stride, int pad, int dilation)
    {
        var inside = 0;
        for (var tap = 0; tap < kernel; tap++)
        {
            var before = pad - tap * dilation;
            var first = Math.Max(0, (before + stride - 1) / stride);
            var end = input + before <= 0 ? 0 : Math.Min(output, (input - 1 + before) / stride + 1);
            inside += Math.Max(0, end - first);
        }

        return (double)inside / (output * kernel);
    }

    /// <summary>The products and transforms of four tiles; making a weight in registers takes as long as a product.</summary>
    private static double HalfwayWork(Conv2D layer)
    {
        const int weights = HalfwayGeometry.Points * HalfwayGeometry.Points, points = HalfwayGeometry.Tiles * weights;
        double channels = layer.Input.Channels + layer.Output.Channels, pairs = (double)layer.Input.Channels * layer.Output.Channels;
        return (points + weights) * pairs + Transform * points * channels;
    }

    /// <summary>The work of F(2,3) along rows, which leaves out rows of the kernel on padding and, on AVX-512, one tile at the last point.</summary>
    private static double RowWork(Conv2D layer)
    {
        const int points = RowGeometry.Tiles * RowGeometry.Points - 1, rows = RowGeometry.Size * RowGeometry.KernelRows - 2;
        double channels = layer.Input.Channels + layer.Output.Channels, pairs = (double)layer.Input.Channels * layer.Output.Channels;
        return rows * points * pairs + Transform * RowGeometry.Size * points * channels;
    }

    private static double Work<T>(Conv2D layer, int images)
        where T : struct, IWinograd
    {
        var geometry = new WinogradGeometry<T>(layer);
        var tiles = images * geometry.Tiles;
        var channels = T.Phases > 1 ? geometry.Channels : layer.Input.Channels;
        double points = T.Points * T.Points, whole = (tiles + MicroTile.Positions - 1) / MicroTile.Positions * MicroTile.Positions;
        var products = whole * points * channels * layer.Output.Channels;
        var transforms = tiles * points * (channels + layer.Output.Channels);
        return products + Transform * transforms;
    }
}
