using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Depthwise;

/// <summary>Weights of a depthwise convolution, packed as <c>[block][ky][kx][16 channels]</c>: a tap is one cache line, as a pixel is.</summary>
internal static class DepthwiseWeights
{
    /// <summary>Whether each channel has a kernel of its own. An image's channels are not in blocks.</summary>
    public static bool Fits(Conv2D layer) =>
        layer is { FromImage: false } && layer.Groups == layer.Input.Channels && layer.Groups == layer.Output.Channels;

    /// <summary>Floats of packed weights.</summary>
    public static int Floats(Conv2D layer) => layer.Output.Blocks * BlockFloats(layer);

    /// <summary>Floats of packed weights for one block.</summary>
    public static int BlockFloats(Conv2D layer) => layer.Kernel.Height * layer.Kernel.Width * Shape.Block;

    /// <summary>Packs canonical weights, [channels, 1, kernel height, kernel width].</summary>
    public static float[] Pack(Conv2D layer, ReadOnlySpan<float> weights)
    {
        var packed = new float[Floats(layer)];
        var taps = layer.Kernel.Height * layer.Kernel.Width;
        for (var channel = 0; channel < layer.Output.Channels; channel++)
        for (var tap = 0; tap < taps; tap++)
            packed[channel / Shape.Block * BlockFloats(layer) + tap * Shape.Block + channel % Shape.Block] = weights[channel * taps + tap];
        return packed;
    }
}
