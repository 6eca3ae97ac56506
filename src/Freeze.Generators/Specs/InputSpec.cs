namespace Freeze.Generators.Specs;

/// <summary>The image that a network takes: channels, height and width in pixels, and its normalisation (v/255 - Mean)/Deviation.</summary>
public sealed record InputSpec(
    int Channels,
    int Height,
    int Width,
    EquatableArray<float> Mean,
    EquatableArray<float> Deviation)
{
    /// <summary>The edge that carries the image.</summary>
    public const string Edge = "image";

    /// <summary>Which colour the first channel is; Mean and Deviation are in the order of the network's channels.</summary>
    public ChannelOrderKind Order { get; init; }

    /// <summary>Whether the tensor "input.mean", [channels, height, width], is subtracted instead of Mean, in the same units.</summary>
    public bool MeanImage { get; init; }

    /// <summary>Pixels that a picture's shorter side is brought to before its centre is cut out; 0 where it is stretched.</summary>
    public int ShorterSide { get; init; }

    /// <summary>Whether image files are turned as their Exif data say.</summary>
    public OrientationKind Orientation { get; init; }
}

/// <summary>Orders of channels; the names are those of the runtime's <c>ChannelOrder</c> enumeration.</summary>
public enum ChannelOrderKind
{
    /// <summary>Red first.</summary>
    Rgb,

    /// <summary>Blue first.</summary>
    Bgr,
}

/// <summary>Orientations of image files; the names are those of the runtime's <c>Orientation</c> enumeration.</summary>
public enum OrientationKind
{
    /// <summary>Turned as Exif says.</summary>
    Exif,

    /// <summary>As stored.</summary>
    AsStored,
}
