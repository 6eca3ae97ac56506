using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>What the user may say about a conversion.</summary>
public sealed record ConvertOptions
{
    /// <summary>Name of the class; made from <see cref="Name"/> when null.</summary>
    public string? ClassName { get; init; }

    /// <summary>Base name of the model's files; made from the file's name when null.</summary>
    public string? Name { get; init; }

    /// <summary>Namespace of the class; empty for the global one.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Names of the classes in output order; empty when unknown.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Layers, nodes or values of the ONNX file behind which probes look; empty for the ends of residual blocks.</summary>
    public IReadOnlyList<string> ProbeAt { get; init; } = [];

    /// <summary>Name of the value that holds the scores of the classes; null to find it.</summary>
    public string? Output { get; init; }

    /// <summary>Shape of the input where the file does not tell the size of an image; null to take the file's.</summary>
    public IReadOnlyList<int>? InputShape { get; init; }

    /// <summary>Shape of an input that is known to fit, taken where neither the file nor <see cref="InputShape"/> tells one; null for none.</summary>
    public IReadOnlyList<int>? KnownShape { get; init; }

    /// <summary>Lengths for symbolic dimensions of the input, by name.</summary>
    public IReadOnlyDictionary<string, int> InputDimensions { get; init; } = new Dictionary<string, int>();

    /// <summary>Mean of each channel in the file's order, one value for all, or null for 0.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>
    /// Standard deviation of each channel in the file's order, one value for all, or null for 1; with a mean image whose values go to
    /// 255, null means that the network reads pixels that do.
    /// </summary>
    public IReadOnlyList<float>? Std { get; init; }

    /// <summary>
    /// Mean of each element, [channels, height, width] or [height, width, channels] with the channels in the file's order; null where
    /// there is none. It counts from 0 to 255 where a value exceeds 1 or values are bytes, from 0 to 1 elsewhere.
    /// </summary>
    public OnnxTensor? MeanImage { get; init; }

    /// <summary>Which colour the file's first channel is; null to take what its metadata say, or red.</summary>
    public ChannelOrderKind? ChannelOrder { get; init; }

    /// <summary>Pixels that a picture's shorter side is brought to before its centre is cut out; 0 to stretch pictures.</summary>
    public int ShorterSide { get; init; }

    /// <summary>Whether image files are turned as their Exif data say.</summary>
    public OrientationKind Orientation { get; init; }
}
