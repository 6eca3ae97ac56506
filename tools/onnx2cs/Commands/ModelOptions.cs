using System.CommandLine;
using System.Globalization;
using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Data;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>The options that say how an ONNX file becomes a definition; <c>convert</c> and <c>verify</c> share them.</summary>
internal sealed class ModelOptions
{
    // No network has more than 65,536 classes.
    private const int MostLabels = 64 << 20;

    private static readonly string[] s_lineEnds = ["\r\n", "\n", "\r"];

    private readonly Option<string?> _name = new("--name") { Description = "Name of the class, such as ResNet18. Default: from the file's name." };

    private readonly Option<string> _namespace = new("--namespace") { Description = "Namespace of the class.", DefaultValueFactory = _ => "Models" };

    private readonly Option<FileInfo?> _labels = new("--labels") { Description = "Text file with one class name a line, in output order." };

    private readonly Option<string?> _mean = new("--mean")
    {
        Description = "Mean of each channel with pixels in 0..1, such as 0.485,0.456,0.406. Default: 0.",
    };

    private readonly Option<string?> _std = new("--std")
    {
        Description = "Standard deviation of each channel with pixels in 0..1, such as 0.229,0.224,0.225. Default: 1.",
    };

    private readonly Option<FileInfo?> _meanImage = new("--mean-image")
    {
        HelpName = "FILE",
        Description = "Mean of each element instead: a .npy, .pb (TensorProto) or .binaryproto (Caffe) file, [C,H,W] or [H,W,C]. "
            + "Where a value exceeds 1 it counts from 0 to 255, and without --std so do the pixels that the network reads.",
    };

    private readonly Option<string?> _order = new("--channel-order")
    {
        HelpName = "rgb|bgr",
        Description = "Order of the network's channels, of mean and standard deviation too. Default: what the file's metadata say, or rgb.",
    };

    private readonly Option<string?> _resize = new("--resize")
    {
        HelpName = "stretch|PIXELS",
        Description = "How pictures get the network's size: stretched, or their shorter side is brought to a number of pixels such as 256 "
            + "and the centre is cut out, as torchvision's Resize(256) and CenterCrop do. Default: stretch.",
    };

    private readonly Option<string?> _exif = new("--exif")
    {
        HelpName = "turn|ignore",
        Description = "Whether image files are turned upright as their Exif data say, or stay as they are stored, as torchvision's "
            + "ImageFolder has them. Default: turn.",
    };

    private readonly Option<string[]> _probes = new("--probe-at")
    {
        Description = "Layer, node or value behind which a probe looks; may be given several times. Default: the ends of residual blocks.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "Value that holds the scores of the classes, where the model gives several. Default: found.",
    };

    private readonly Option<string?> _shape = new("--input-shape")
    {
        Description = "Shape of the input where the file does not tell it, such as 1,3,224,224.",
    };

    private readonly Option<string[]> _dimensions = new("--input-dim")
    {
        Description = "Length of a symbolic dimension of the input, such as N=1 or height=224; may be given several times.",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _name, _namespace, _labels, _mean, _std, _meanImage, _order, _resize, _exif, _output, _shape, _probes, _dimensions,
        }) command.Options.Add(option);
    }

    /// <summary>What compiles a definition with all that stands in it; the commands that open a folder share it.</summary>
    public static Option<bool> Trust() => new("--trust")
    {
        Description = "Compiles the folder's definition as it is, with all code in it, which then runs. Without, only its attributes are read.",
        Arity = ArgumentArity.Zero,
    };

    /// <summary>The files that the options name.</summary>
    public IReadOnlyList<string> Inputs(ParseResult arguments, string model) =>
        [model, .. new[] { arguments.GetValue(_labels), arguments.GetValue(_meanImage) }.OfType<FileInfo>().Select(file => file.FullName)];

    /// <summary>Converts a file as the options say.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="known">Shape of the input where neither file nor options tell it; null for none.</param>
    public ConvertedModel Convert(ParseResult arguments, string model, int[]? known = null) => Converter.Convert(model, new ConvertOptions
    {
        ClassName = arguments.GetValue(_name),
        Name = arguments.GetValue(_name)?.ToLowerInvariant(),
        Namespace = arguments.GetValue(_namespace)!,
        Labels = Labels(arguments.GetValue(_labels)),
        ProbeAt = arguments.GetValue(_probes) ?? [],
        Output = arguments.GetValue(_output),
        InputShape = Shape(arguments.GetValue(_shape)),
        KnownShape = known,
        InputDimensions = Dimensions(arguments.GetValue(_dimensions) ?? []),
        Mean = Numbers("--mean", arguments.GetValue(_mean)),
        Std = Numbers("--std", arguments.GetValue(_std)),
        MeanImage = arguments.GetValue(_meanImage) is { } file ? MeanImageFile.Read(file) : null,
        ChannelOrder = OneOf(_order, arguments, ("rgb", ChannelOrderKind.Rgb), ("bgr", ChannelOrderKind.Bgr)),
        ShorterSide = ShorterSide(arguments.GetValue(_resize)),
        Orientation = OneOf(_exif, arguments, ("turn", OrientationKind.Exif), ("ignore", OrientationKind.AsStored)) ?? default,
    });

    private static int[]? Shape(string? text)
    {
        if (text is null) return null;
        int[] lengths = [.. text.Split([',', 'x'], StringSplitOptions.TrimEntries).Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is >= 1 and <= 1 << 16 ? length : 0)];
        return lengths.Length is >= 2 and <= 4 && !lengths.Contains(0) ? lengths
            : throw new FreezeException($"--input-shape: '{HostileText.Printable(text)}' is no shape. Write two to four lengths as in 1,3,224,224.");
    }

    private static T? OneOf<T>(Option<string?> option, ParseResult arguments, params ReadOnlySpan<(string Name, T Value)> values)
        where T : struct
    {
        if (arguments.GetValue(option) is not { } text) return null;
        foreach (var (name, value) in values) if (name.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        throw new FreezeException($"{option.Name}: '{HostileText.Printable(text)}' is neither {values[0].Name} nor {values[1].Name}.");
    }

    private static int ShorterSide(string? text)
    {
        if (text is null || text.Equals("stretch", StringComparison.OrdinalIgnoreCase)) return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= 1 and <= 1 << 16) return side;
        throw new FreezeException($"--resize: '{HostileText.Printable(text)}' is neither stretch nor a number of pixels such as 256.");
    }

    private static Dictionary<string, int> Dimensions(string[] texts)
    {
        var dimensions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.LastIndexOf('=');
            if (at < 1 || !int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length is < 1 or > 1 << 16)
                throw new FreezeException($"--input-dim: '{HostileText.Printable(text)}' is no name and length. Write it as in N=1.");
            dimensions[text[..at]] = length;
        }

        return dimensions;
    }

    private static string[] Labels(FileInfo? file)
    {
        if (file is null) return [];
        return [.. InputFile.ReadText(file.ToString(), "label file", MostLabels).Split(s_lineEnds, StringSplitOptions.None).Select(line => line.Trim()).Where(line => line.Length > 0)];
    }

    private static float[]? Numbers(string option, string? text)
    {
        if (text is null) return null;
        return [.. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(part =>
            float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
                ? value
                : throw new FreezeException($"{option}: '{part}' is not a number. Write numbers such as 0.485,0.456,0.406."))];
    }
}
