using System.Text.RegularExpressions;
using Freeze.Generators;
using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>What the conversion decided, read off its result: how elements lie, what was folded and what was joined.</summary>
internal static partial class Decisions
{
    /// <summary>All that a test must reach.</summary>
    public static readonly string[] All =
    [
        "input: as the file has it", "input: channels last", "input: channels exchanged", "input: scaled", "input: shifted",
            "input: mean image",
        "elements: never moved", "elements: moved", "elements: repeated", "elements: turned round", "elements: part of a result",
        "sum: folded into a convolution", "sum: of one number a channel", "product: of one number a channel", "product: of all elements",
        "scale: one a channel", "scale: one an element", "activation: joined to its layer", "convolution: groups", "convolution: dilation",
        "padding: at one side", "average: padding counts", "average: padding does not count", "join: where the parts lie",
            "join: of moved parts",
        .. Enum.GetNames<LayerKind>().Select(kind => $"layer: {kind}"),
    ];

    public static HashSet<string> Of(ConvertedModel model)
    {
        var (input, layers) = (model.Input, model.Spec.Layers.ToArray());
        var made = new HashSet<string>(StringComparer.Ordinal);
        var moved = layers.Where(layer => layer.Kind == LayerKind.Rearrange).ToArray();
        var shapes = ShapeInference.Infer(model.Spec);
        var pixels = layers.Select((layer, i) => (layer.Name, Pixels: shapes.Layers[i].Height * shapes.Layers[i].Width))
            .Append((InputSpec.Edge, model.Spec.Input.Height * model.Spec.Input.Width)).ToDictionary(StringComparer.Ordinal);
        Add("input: as the file has it", input.View.IsWhole(input.View.Count));
        Add("input: channels last", !input.View.IsWhole(input.View.Count));
        Add("input: channels exchanged", input.Folded.IsReversed);
        Add("input: scaled", input.Folded.Scale.Any(scale => scale != 1));
        Add("input: shifted", input.Folded.Shift.Length == input.Folded.Scale.Length && input.Folded.Shift.Any(shift => shift != 0));
        Add("input: mean image", input.Folded.Shift.Length > input.Folded.Scale.Length);
        Add("elements: never moved", moved.Length == 0);
        Add("elements: moved", moved.Length > 0);
        Add("elements: repeated", moved.Any(layer => layer.Strides.Contains(0)));
        Add("elements: turned round", moved.Any(layer => layer.Strides.Any(stride => stride < 0)));
        Add("elements: part of a result", moved.Any(layer => layer.Offset > 0));
        Add("sum: folded into a convolution", layers.Any(layer => layer.Add is not null));
        Add("sum: of one number a channel", layers.Any(layer => layer.Kind == LayerKind.Add && IsByChannel(layer)));
        Add("product: of one number a channel", layers.Any(layer => layer.Kind == LayerKind.Multiply && IsByChannel(layer)));
        Add("product: of all elements", layers.Any(layer => layer.Kind == LayerKind.Multiply && !IsByChannel(layer)));
        Add("scale: one a channel", layers.Any(layer => layer is { Kind: LayerKind.ScaleShift, PerElement: false }));
        Add("scale: one an element", layers.Any(layer => layer is { Kind: LayerKind.ScaleShift, PerElement: true }));
        Add("activation: joined to its layer", layers.Any(layer => layer.Kind != LayerKind.Activation
            && layer.Activation != ActivationKind.None));
        Add("convolution: groups", layers.Any(layer => layer.Groups > 1));
        Add("convolution: dilation", layers.Any(layer => layer.Dilation != new Extent(1, 1)));
        Add("padding: at one side", layers.Any(layer => layer.PadBegin != layer.PadEnd));
        Add("average: padding counts", layers.Any(layer => layer is { Kind: LayerKind.AveragePool, CountPadding: true }));
        Add("average: padding does not count", layers.Any(layer => layer is { Kind: LayerKind.AveragePool, CountPadding: false }
            && layer.PadEnd != default));
        var places = moved.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        Add("join: where the parts lie", layers.Any(layer => layer.Kind == LayerKind.Concat && !layer.From.Any(places.Contains)));
        Add("join: of moved parts", layers.Any(layer => layer.Kind == LayerKind.Concat && layer.From.Any(places.Contains)));
        foreach (var layer in layers) made.Add($"layer: {layer.Kind}");
        return made;

        void Add(string decision, bool isMade)
        {
            if (isMade) made.Add(decision);
        }

        bool IsByChannel(LayerSpec layer) => pixels[layer.From[1]] == 1 && pixels[layer.From[0]] > 1;
    }

    /// <summary>A refusal without names and numbers, so that equal reasons are counted together.</summary>
    public static IEnumerable<string> Reasons(string message) =>
        message.Split('\n').Where(line => line.Length > 0 && line.StartsWith(' ')).Select(line => Detail().Replace(line, "#").Trim());

    [GeneratedRegex(@" x\d+ \(first: [^)]*\)|\[[\d,?]*\]|-?\d+(\.\d+)?|""[^""]*""")]
    private static partial Regex Detail();
}
