using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>Which form a convolution gets, by the layer's shape and the number of images.</summary>
/// <param name="invariant">Whether the number of images must not show in the results: then the method is that for a single image.</param>
internal sealed class ConvolutionForms(bool invariant)
{
    /// <summary>Groups of threads below which a GPU stands partly idle, so that smaller tiles are the better ones.</summary>
    private const int EnoughGroups = 64;

    /// <summary>Groups of threads to which the depth is split where the tiles make fewer.</summary>
    private const int SplitGroups = 128;

    /// <summary>Steps of a part at least: each part costs a write and a read of its sums.</summary>
    private const int LeastSteps = 256;

    /// <summary>Channels from which on Winograd's product outweighs its transforms.</summary>
    private const int WinogradChannels = 32;

    /// <summary>How many times fewer products Winograd must need, idle columns of tiles counted, to pay for two kernels and their traffic.</summary>
    private const double WinogradGain = 1.5;

    /// <summary>Values that Winograd's points take at once; a batch that needs more goes in stretches.</summary>
    private const int WinogradFloats = 1 << 24;

    /// <summary>Chooses.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="images">Images under way.</param>
    public ConvolutionForm Choose(Conv2D layer, int images)
    {
        var filters = layer.Output.Channels / layer.Groups;
        if (layer.Groups > 1 && filters < 16) return new(ConvolutionMethod.Grouped, GpuKernels.GroupedConvolution);
        var deciding = invariant ? 1 : images;
        if (IsWinograd(layer, deciding)) return Winograd(layer, images);
        var parts = Parts(layer, deciding);
        if (parts > 1)
        {
            var depth = Depth(layer);
            var steps = RoundUp((depth + parts - 1) / parts, 16);
            return new(ConvolutionMethod.Split, GpuKernels.ConvolutionPart, 32, 32, (depth + steps - 1) / steps, steps);
        }

        if (filters <= 16) return new(ConvolutionMethod.Tiled, GpuKernels.Convolution16X64, 16, 64);
        return IsLarge(filters, images * Area(layer), layer.Groups)
            ? new(ConvolutionMethod.Tiled, GpuKernels.Convolution64X64, 64, 64)
            : new(ConvolutionMethod.Tiled, GpuKernels.Convolution32X32, 32, 32);
    }

    /// <summary>Tiles of Winograd in an image.</summary>
    public static (int Y, int X) Tiles(Conv2D layer) => ((layer.Output.Height + 1) / 2, (layer.Output.Width + 1) / 2);

    /// <summary>Winograd tiles that go at once: all of the batch, or as many as there is memory for.</summary>
    public static int Stretch(Conv2D layer, int images)
    {
        var (y, x) = Tiles(layer);
        var most = Math.Max(WinogradFloats / (16 * (layer.Input.Channels + layer.Output.Channels)) / 64, 1) * 64;
        return Math.Min(images * y * x, most);
    }

    /// <summary>Values that a layer puts down between its kernels.</summary>
    public long Workspace(Conv2D layer, int images)
    {
        var form = Choose(layer, images);
        return form.Method switch
        {
            ConvolutionMethod.Winograd => 16L * (layer.Input.Channels + layer.Output.Channels) * Stretch(layer, images),
            ConvolutionMethod.Split => (long)form.Parts * layer.Output.Channels * images * Area(layer),
            _ => 0,
        };
    }

    /// <summary>Values that any layer of a model puts down between its kernels, with any number of images up to the most.</summary>
    public long Workspace(ModelPlan plan, int mostImages) => plan.Layers.OfType<Conv2D>()
        .SelectMany(layer => Enumerable.Range(1, mostImages).Select(images => Workspace(layer, images)))
        .DefaultIfEmpty(0).Max();

    /// <summary>Which weights a layer needs on the device, with any number of images up to the most.</summary>
    public WeightNeeds Weights(Layer layer, int mostImages)
    {
        if (layer is not Conv2D conv) return new(Plain: true, Winograd: false);
        ConvolutionMethod[] methods = [.. Enumerable.Range(1, mostImages).Select(images => Choose(conv, images).Method)];
        return new(methods.Any(method => method != ConvolutionMethod.Winograd), methods.Contains(ConvolutionMethod.Winograd));
    }

    private static bool IsWinograd(Conv2D layer, int images)
    {
        var one = new Extent(1, 1);
        if (layer.Kernel != new Extent(3, 3) || layer.Stride != one || layer.Dilation != one || layer.Groups != 1) return false;
        if (layer.Input.Channels < WinogradChannels || layer.Output.Channels < WinogradChannels) return false;
        var (y, x) = Tiles(layer);
        return 9.0 * RoundUp(images * Area(layer), 32) >= WinogradGain * 16 * RoundUp(images * y * x, 32);
    }

    private static ConvolutionForm Winograd(Conv2D layer, int images) =>
        IsLarge(layer.Output.Channels, Stretch(layer, images), 16)
            ? new(ConvolutionMethod.Winograd, GpuKernels.WinogradProduct64X64, 64, 64)
            : new(ConvolutionMethod.Winograd, GpuKernels.WinogradProduct32X32, 32, 32);

    private static int Parts(Conv2D layer, int images)
    {
        if (layer.Groups > 1 || layer.Output.Channels <= 16) return 1;
        var groups = (long)RoundUp(images * Area(layer), 32) / 32 * (RoundUp(layer.Output.Channels, 32) / 32);
        return groups >= EnoughGroups ? 1 : (int)Math.Min(SplitGroups / groups, Depth(layer) / LeastSteps);
    }

    private static bool IsLarge(int rows, int columns, int groups) =>
        rows > 32 && ((long)columns + 63) / 64 * ((rows + 63) / 64) * groups >= EnoughGroups;

    private static int Depth(Conv2D layer) => layer.Input.Channels / layer.Groups * layer.Kernel.Height * layer.Kernel.Width;

    private static int Area(Conv2D layer) => layer.Output.Height * layer.Output.Width;

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
