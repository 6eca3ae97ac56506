using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>Which of the convolution kernels a layer gets.</summary>
internal static class ConvolutionTile
{
    /// <summary>Groups of threads below which a GPU stands partly idle, so that smaller tiles are the better ones.</summary>
    private const int EnoughGroups = 64;

    /// <summary>Chooses by shape.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="images">Images under way.</param>
    public static GpuKernel Choose(Conv2D layer, int images)
    {
        var filters = layer.Output.Channels / layer.Groups;
        if (layer.Groups > 1 && filters < 16) return GpuKernels.GroupedConvolution;
        if (filters <= 16) return GpuKernels.Convolution16X64;
        var pixels = (long)images * layer.Output.Height * layer.Output.Width;
        var groups = (pixels + 63) / 64 * ((filters + 63) / 64) * layer.Groups;
        return filters > 32 && groups >= EnoughGroups ? GpuKernels.Convolution64X64 : GpuKernels.Convolution32X32;
    }

    /// <summary>Output channels and pixels of a kernel's tile.</summary>
    public static (int Rows, int Columns) Size(GpuKernel kernel) =>
        kernel == GpuKernels.Convolution64X64 ? (64, 64) : kernel == GpuKernels.Convolution32X32 ? (32, 32) : (16, 64);
}
