using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>The image that the network takes. A pixel v becomes (v / 255 - Mean) / Deviation, channel by channel.</summary>
/// <param name="channels">Channels, such as 3 for RGB.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="width">Width in pixels.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class InputAttribute(int channels, int height, int width) : Attribute
{
    /// <summary>Channels of the image.</summary>
    public int Channels { get; } = channels;

    /// <summary>Height in pixels.</summary>
    public int Height { get; } = height;

    /// <summary>Width in pixels.</summary>
    public int Width { get; } = width;

    /// <summary>Mean of each channel, with pixels scaled to 0..1; zero when absent.</summary>
    public float[] Mean { get; set; } = [];

    /// <summary>Standard deviation of each channel, with pixels scaled to 0..1; one when absent.</summary>
    public float[] Deviation { get; set; } = [];
}
