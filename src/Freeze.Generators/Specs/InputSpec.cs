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
}
