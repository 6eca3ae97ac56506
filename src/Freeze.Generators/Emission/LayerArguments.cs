using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>The arguments of a layer's attribute; whatever has its default is left out.</summary>
internal static class LayerArguments
{
    public static IEnumerable<string> Of(LayerSpec layer, DefinitionNames names)
    {
        yield return Names.Literal(layer.Name);
        if (layer.Kind.IsBinary() || layer.Kind == LayerKind.Concat)
            yield return $"From = [{string.Join(", ", layer.From.Select(names.Edge))}]";
        else yield return $"From = {names.Edge(layer.From.Count > 0 ? layer.From[0] : "")}";
        if (layer.Kind is LayerKind.Conv2D or LayerKind.Rearrange) yield return Set("Channels", layer.Channels);
        if (layer.Kind == LayerKind.Dense) yield return Set("Outputs", layer.Channels);
        if (layer.Kind.HasWindow())
        {
            foreach (var argument in Extents("Kernel", layer.Kernel, new(0, 0))) yield return argument;
            foreach (var argument in Extents("Stride", layer.Stride, new(1, 1))) yield return argument;
            var (begin, end) = (layer.PadBegin, layer.PadEnd);
            if (begin != end || begin.Height != begin.Width)
                yield return FormattableString.Invariant($"Pads = [{begin.Height}, {begin.Width}, {end.Height}, {end.Width}]");
            else if (begin.Height != 0)
                yield return Set("Pad", begin.Height);
        }

        if (layer.Kind == LayerKind.Conv2D)
        {
            foreach (var argument in Extents("Dilation", layer.Dilation, new(1, 1))) yield return argument;
            if (layer.Groups != 1) yield return Set("Groups", layer.Groups);
            if (layer.Add is not null) yield return $"Add = {names.Edge(layer.Add)}";
        }

        if (layer.Kind is LayerKind.Resample or LayerKind.Rearrange)
        {
            yield return Set("Height", layer.Size.Height);
            yield return Set("Width", layer.Size.Width);
        }

        if (layer.Kind == LayerKind.Rearrange)
        {
            yield return $"Lengths = [{Names.Numbers(layer.Lengths)}]";
            yield return $"Strides = [{Names.Numbers(layer.Strides)}]";
            if (layer.Offset != 0) yield return Set("Offset", layer.Offset);
        }

        if (layer.Kind == LayerKind.ScaleShift && layer.PerElement) yield return "PerElement = true";

        if (layer.Kind == LayerKind.AveragePool && layer.CountPadding) yield return "CountPadding = true";
        if (layer.Activation != ActivationKind.None) yield return $"Activation = {names.Type("Activation")}.{layer.Activation}";
        if (layer.Alpha != 0) yield return $"Alpha = {Names.Number(layer.Alpha)}";
        if (layer.Beta != 0) yield return $"Beta = {Names.Number(layer.Beta)}";
        if (layer.Epsilon != 0) yield return $"Epsilon = {Names.Number(layer.Epsilon)}";
        if (layer.Onnx is not null) yield return $"Onnx = {Names.Literal(layer.Onnx)}";
    }

    private static IEnumerable<string> Extents(string name, Extent value, Extent defaults)
    {
        if (value == defaults) yield break;
        if (value.Height == value.Width)
        {
            yield return Set(name, value.Height);
            yield break;
        }

        yield return Set(name + "Height", value.Height);
        yield return Set(name + "Width", value.Width);
    }

    private static string Set(string name, int value) => FormattableString.Invariant($"{name} = {value}");
}
