using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Reads one layer from its attribute.</summary>
internal static class LayerParser
{
    public static LayerSpec? Parse(string attribute, AttributeArguments arguments, int index, List<Problem> problems)
    {
        if (KindOf(attribute) is not { } kind) return null;
        var from = kind.IsBinary() || kind == LayerKind.Concat ? arguments.Texts("From") : new[] { arguments.Text("From") ?? InputSpec.Edge };
        var pads = arguments.Numbers("Pads");
        if (pads.Count is not (0 or 4))
        {
            problems.Add(new(Rules.Value.Id, FormattableString.Invariant($"Pads has {pads.Count} numbers; it takes top, left, bottom and right"), DefinitionPart.Layer, index));
            pads = default;
        }

        var pad = arguments.Number("Pad", 0);
        return new LayerSpec(kind, arguments.Text(0), from)
        {
            Channels = kind == LayerKind.Dense ? arguments.Number("Outputs", 0) : arguments.Number("Channels", 0),
            Kernel = Extent(arguments, "Kernel"),
            Stride = Extent(arguments, "Stride"),
            Dilation = Extent(arguments, "Dilation"),
            PadBegin = pads.Count == 4 ? new(pads[0], pads[1]) : new(pad, pad),
            PadEnd = pads.Count == 4 ? new(pads[2], pads[3]) : new(pad, pad),
            Groups = arguments.Number("Groups", 1),
            Activation = (ActivationKind)arguments.Number("Activation", 0),
            Add = kind == LayerKind.Conv2D ? arguments.Text("Add") : null,
            CountPadding = arguments.Flag("CountPadding"),
            Alpha = kind == LayerKind.Activation ? arguments.Float("Alpha") : 0,
            Beta = kind == LayerKind.Activation ? arguments.Float("Beta") : 0,
            Epsilon = kind == LayerKind.LayerNorm ? arguments.Float("Epsilon") : 0,
            Size = kind is LayerKind.Resample or LayerKind.Rearrange
                ? new(arguments.Number("Height", 0), arguments.Number("Width", 0)) : default,
            Lengths = kind == LayerKind.Rearrange ? arguments.Numbers("Lengths") : default,
            Strides = kind == LayerKind.Rearrange ? arguments.Numbers("Strides") : default,
            Offset = kind == LayerKind.Rearrange ? arguments.Number("Offset", 0) : 0,
            PerElement = kind == LayerKind.ScaleShift && arguments.Flag("PerElement"),
            Onnx = arguments.Text("Onnx"),
        };
    }

    private static LayerKind? KindOf(string attribute) => attribute switch
    {
        "Conv2DAttribute" => LayerKind.Conv2D,
        "DenseAttribute" => LayerKind.Dense,
        "MaxPoolAttribute" => LayerKind.MaxPool,
        "AveragePoolAttribute" => LayerKind.AveragePool,
        "GlobalAveragePoolAttribute" => LayerKind.GlobalAveragePool,
        "ScaleShiftAttribute" => LayerKind.ScaleShift,
        "AddAttribute" => LayerKind.Add,
        "ActivateAttribute" => LayerKind.Activation,
        "ConcatAttribute" => LayerKind.Concat,
        "SoftmaxAttribute" => LayerKind.Softmax,
        "MultiplyAttribute" => LayerKind.Multiply,
        "LayerNormAttribute" => LayerKind.LayerNorm,
        "LogSoftmaxAttribute" => LayerKind.LogSoftmax,
        "ResampleAttribute" => LayerKind.Resample,
        "RearrangeAttribute" => LayerKind.Rearrange,
        _ => null,
    };

    private static Extent Extent(AttributeArguments arguments, string name)
    {
        var both = arguments.Number(name, 1);
        var (height, width) = (arguments.Number(name + "Height", 0), arguments.Number(name + "Width", 0));
        return new(height == 0 ? both : height, width == 0 ? both : width);
    }
}
