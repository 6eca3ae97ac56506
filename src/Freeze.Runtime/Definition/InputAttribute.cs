using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>
/// The image that the network takes, and how a picture becomes one: it is turned (<see cref="Orientation"/>), made grey where the network
/// has one channel, brought to the network's size (<see cref="ShorterSide"/>), and a pixel v becomes (v / 255 - Mean) / Deviation,
/// channel by channel.
/// </summary>
/// <param name="channels">Channels: 3 for colours, 1 for grey.</param>
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

    /// <summary>Mean of each channel in the network's order, with pixels scaled to 0..1; zero when absent.</summary>
    public float[] Mean { get; set; } = [];

    /// <summary>Standard deviation of each channel in the network's order, with pixels scaled to 0..1; one when absent.</summary>
    public float[] Deviation { get; set; } = [];

    /// <summary>Which colour the network's first channel is.</summary>
    public ChannelOrder Order { get; set; }

    /// <summary>
    /// Whether the mean is an image, the tensor <c>input.mean</c> of the canonical weights, [channels, height, width], in the units and
    /// the order of <see cref="Mean"/>, which it replaces.
    /// </summary>
    public bool MeanImage { get; set; }

    /// <summary>
    /// Length of a picture's shorter side in pixels: a picture is brought to it, keeping its proportions, and the network's image is cut
    /// out of its centre, as torchvision's <c>Resize(256)</c> and <c>CenterCrop</c> do. When absent, pictures of other sizes are
    /// stretched.
    /// </summary>
    public int ShorterSide { get; set; }

    /// <summary>Whether image files are turned as their Exif data say, which is the default.</summary>
    public Orientation Orientation { get; set; }
}
