using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>The code of one layer: its constant and its call.</summary>
internal static class LayerCode
{
    /// <summary>Name of the runtime's type, which is also the session's method.</summary>
    public static string Operator(LayerKind kind) => kind == LayerKind.Activation ? "Activate" : kind.ToString();

    /// <summary>new("stem", new(3, 32, 32, Halo: 1), ...).</summary>
    public static string Constant(LayerSpec layer, IReadOnlyList<Shape> inputs, Shape output)
    {
        var shapes = layer.Kind == LayerKind.Concat ? $"[{string.Join(", ", inputs.Select(New))}]"
            : layer.Kind.IsBinary() ? $"{New(inputs[0])}, {New(inputs[1])}"
            : New(inputs[0]);
        return $"new({Names.Literal(layer.Name)}, {shapes}, {New(output)})";
    }

    /// <summary>{ Kernel = new(3, 3), ... }, or nothing when all properties have their defaults.</summary>
    public static string Initializer(LayerSpec layer, IReadOnlyList<Shape> inputs, string types)
    {
        var properties = string.Join(", ", Properties(layer, inputs, types));
        return properties.Length == 0 ? "" : $"{{ {properties} }}";
    }

    /// <summary>What the layer does, in a few words.</summary>
    public static string Describe(LayerSpec layer, IReadOnlyList<Shape> inputs, Shape output)
    {
        var (kernel, stride) = (layer.Kernel, layer.Stride);
        var windowed = layer.Kind.HasWindow();
        var text = Operator(layer.Kind);
        if (layer.Kind == LayerKind.Activation) text = layer.Activation.ToString();
        if (layer.Kind is LayerKind.Conv2D) text += FormattableString.Invariant($" {inputs[0].Channels}->{output.Channels}");
        if (layer.Kind is LayerKind.Dense) text += FormattableString.Invariant($" {(long)inputs[0].Channels * inputs[0].Height * inputs[0].Width}->{output.Channels}");
        if (windowed) text += FormattableString.Invariant($" {kernel.Height}x{kernel.Width}");
        if (windowed && stride != new Extent(1, 1))
            text += stride.Height == stride.Width ? FormattableString.Invariant($"/{stride.Height}") : FormattableString.Invariant($"/{stride.Height}x{stride.Width}");
        if (layer.Groups != 1) text += FormattableString.Invariant($" in {layer.Groups} groups");
        if (layer.Add is not null) text += $" + {Names.Comment(layer.Add)}";
        if (layer.Activation != ActivationKind.None && layer.Kind != LayerKind.Activation) text += $" + {layer.Activation}";
        return text + FormattableString.Invariant($" -> [{output.Channels},{output.Height},{output.Width}]");
    }

    /// <summary>A target-typed shape.</summary>
    public static string New(Shape shape) => shape.Halo == 0
        ? FormattableString.Invariant($"new({shape.Channels}, {shape.Height}, {shape.Width})")
        : FormattableString.Invariant($"new({shape.Channels}, {shape.Height}, {shape.Width}, Halo: {shape.Halo})");

    private static IEnumerable<string> Properties(LayerSpec layer, IReadOnlyList<Shape> inputs, string types)
    {
        if (layer.Kind.HasWindow())
        {
            if (layer.Kernel != new Extent(1, 1)) yield return Set("Kernel", layer.Kernel);
            if (layer.Stride != new Extent(1, 1)) yield return Set("Stride", layer.Stride);
            if (layer.PadBegin != new Extent(0, 0)) yield return Set("Pad", layer.PadBegin);
        }

        if (layer.Kind == LayerKind.Conv2D)
        {
            if (layer.Dilation != new Extent(1, 1)) yield return Set("Dilation", layer.Dilation);
            if (layer.Groups != 1) yield return FormattableString.Invariant($"Groups = {layer.Groups}");
            if (layer.From[0] == InputSpec.Edge) yield return "FromImage = true";
            if (layer.Add is not null) yield return $"Add = {New(inputs[1])}";
        }

        if (layer.Kind == LayerKind.Rearrange)
        {
            yield return $"Lengths = [{Names.Numbers(layer.Lengths)}]";
            yield return $"Strides = [{Names.Numbers(layer.Strides)}]";
            if (layer.Offset != 0) yield return FormattableString.Invariant($"Offset = {layer.Offset}");
            if (layer.From[0] == InputSpec.Edge) yield return "FromImage = true";
        }

        if (layer.PerElement && layer.Kind == LayerKind.ScaleShift) yield return "PerElement = true";
        if (layer.CountPadding && layer.Kind == LayerKind.AveragePool) yield return "CountPadding = true";
        if (layer.Activation != ActivationKind.None) yield return $"Activation = {types}Activation.{layer.Activation}";
        if (layer.Alpha != 0) yield return $"Alpha = {Names.Number(layer.Alpha)}";
        if (layer.Beta != 0) yield return $"Beta = {Names.Number(layer.Beta)}";
        if (layer.Epsilon != 0) yield return $"Epsilon = {Names.Number(layer.Epsilon)}";
    }

    private static string Set(string name, Extent value) => FormattableString.Invariant($"{name} = new({value.Height}, {value.Width})");
}
