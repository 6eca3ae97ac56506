using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Checks of the values in a model, before any shape is worked out.</summary>
internal static class SpecChecks
{
    public static void Model(ModelSpec spec, List<Problem> problems)
    {
        if (!Names.IsFileName(spec.Name))
            problems.Add(new(Rules.Value.Id, $"'{Names.Comment(spec.Name)}' cannot be the base name of files", DefinitionPart.Model));
        if (spec.Layers.Count == 0)
            problems.Add(new(Rules.NoLayers.Id, "The model has no layers; add at least one, such as [Dense(...)]", DefinitionPart.Model));
        if (spec.Layers.Count > SpecLimits.Layers)
        {
            problems.Add(new(
                Rules.TooLarge.Id, FormattableString.Invariant($"The model has {spec.Layers.Count} layers; the limit is {SpecLimits.Layers}"), DefinitionPart.Model));
        }

        var input = spec.Input;
        if (!InRange(input.Channels, 1) || !InRange(input.Height, 1) || !InRange(input.Width, 1))
            Input(FormattableString.Invariant($"The input of {input.Channels}x{input.Height}x{input.Width} is out of range: sizes go from 1 to {SpecLimits.Size}"));
        if (!Fits(input.Mean) || input.Mean.Any(value => !IsFinite(value)))
            Input(FormattableString.Invariant($"Mean needs one finite number for each of the {input.Channels} channels, or none"));
        if (!Fits(input.Deviation) || input.Deviation.Any(value => !IsFinite(value) || value <= 0))
            Input(FormattableString.Invariant($"Deviation needs one positive number for each of the {input.Channels} channels, or none"));
        if (!Enum.IsDefined(typeof(ChannelOrderKind), input.Order) || !Enum.IsDefined(typeof(OrientationKind), input.Orientation))
            Input("The input has an Order or an Orientation that does not exist");
        else if (input.Order != ChannelOrderKind.Rgb && input.Channels != 3)
            Input(FormattableString.Invariant($"Order is {input.Order}, but the input has {input.Channels} channels: only 3 are colours"));
        if (input.MeanImage && input.Mean.Count > 0)
            Input("Mean and MeanImage are given; the mean is either a number for each channel or an image");
        if (input.ShorterSide != 0 && !InRange(input.ShorterSide, Math.Max(1, Math.Min(input.Height, input.Width))))
        {
            var least = Math.Min(input.Height, input.Width);
            Input(FormattableString.Invariant($"ShorterSide is {input.ShorterSide}; it goes from {least} to {SpecLimits.Size}, since ")
                + FormattableString.Invariant($"{input.Height}x{input.Width} pixels are cut out of what it leaves"));
        }

        if (spec.Labels.Any(label => label is null))
            problems.Add(new(Rules.Value.Id, "A label is null", DefinitionPart.Labels));

        bool Fits(EquatableArray<float> values) => values.Count == 0 || values.Count == input.Channels;
        void Input(string message) => problems.Add(new(Rules.Value.Id, message, DefinitionPart.Input));
    }

    public static void Layer(LayerSpec layer, int index, List<Problem> problems)
    {
        var inputs = layer.From.Count;
        var wanted = layer.Kind switch { LayerKind.Add or LayerKind.Multiply => inputs == 2, LayerKind.Concat => inputs >= 1, _ => inputs == 1 };
        var count = layer.Kind == LayerKind.Concat ? "at least one" : layer.Kind.IsBinary() ? "two" : "one";
        if (!wanted) Report(FormattableString.Invariant($"reads {inputs} edges; {count} must be given in From"));
        var most = layer.Kind == LayerKind.Conv2D ? SpecLimits.Size : SpecLimits.Features;
        if (layer.Kind is LayerKind.Conv2D or LayerKind.Dense or LayerKind.Rearrange && (layer.Channels < 1 || layer.Channels > most))
            Report(FormattableString.Invariant($"has {layer.Channels} {(layer.Kind == LayerKind.Dense ? "outputs" : "channels")}; they go from 1 to {most}"));
        Check("kernel", layer.Kernel, 1);
        Check("stride", layer.Stride, 1);
        Check("dilation", layer.Dilation, 1);
        Check("padding", layer.PadBegin, 0);
        if (layer.PadEnd != layer.PadBegin) Check("padding", layer.PadEnd, 0);
        if (layer.Kind is LayerKind.Resample or LayerKind.Rearrange) Check("size", layer.Size, 1);
        if (layer.Kind == LayerKind.Rearrange && Views.Problem(layer) is { } view) Report(view);
        if (!InRange(layer.Groups, 1)) Report(FormattableString.Invariant($"has {layer.Groups} groups; they go from 1 to {SpecLimits.Size}"));
        if (!Enum.IsDefined(typeof(ActivationKind), layer.Activation)) Report("has an activation that does not exist");

        else if (layer.Kind != LayerKind.Activation && !layer.Activation.CanFollow())
            Report(FormattableString.Invariant($"cannot have {layer.Activation} fused; give it an [Activate] layer of its own"));
        if (!IsFinite(layer.Alpha) || !IsFinite(layer.Beta) || (layer.Activation == ActivationKind.Clip && layer.Alpha > layer.Beta))
            Report("has parameters that are not finite, or bounds that cross");
        if (layer.Kind == LayerKind.LayerNorm && !(IsFinite(layer.Epsilon) && layer.Epsilon >= 0))
            Report("has an Epsilon that is no number from 0 on");

        void Check(string what, Extent extent, int least)
        {
            if (!InRange(extent.Height, least) || !InRange(extent.Width, least))
                Report(FormattableString.Invariant($"has a {what} of {extent.Height}x{extent.Width}; it goes from {least} to {SpecLimits.Size}"));
        }

        void Report(string message) => problems.Add(new(Rules.Value.Id, $"Layer '{Names.Comment(layer.Name)}' {message}", DefinitionPart.Layer, index));
    }

    public static void Probes(ModelSpec spec, Edges edges, List<Problem> problems)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Probes.Count; i++)
        {
            var (at, name) = (spec.Probes[i].At, Names.Comment(spec.Probes[i].At));
            if (at == InputSpec.Edge || !edges.Exists(at))
                problems.Add(new(Rules.Probe.Id, $"A probe looks at '{name}', which no layer makes", DefinitionPart.Probe, i));
            else if (edges.IndexOf(at) == spec.Layers.Count - 1)
                problems.Add(new(Rules.Probe.Id, $"A probe looks at '{name}', the last layer; nothing is left to skip there", DefinitionPart.Probe, i));
            else if (!places.Add(at))
                problems.Add(new(Rules.Name.Id, $"Two probes look at '{name}'", DefinitionPart.Probe, i));
            else if (!names.Add(spec.Probes[i].Name))
                problems.Add(new(Rules.Name.Id, $"Two probes are named '{Names.Comment(spec.Probes[i].Name)}'", DefinitionPart.Probe, i));
        }
    }

    private static bool InRange(int value, int least) => value >= least && value <= SpecLimits.Size;

    private static bool IsFinite(float value) => !float.IsNaN(value) && !float.IsInfinity(value);
}
