using System.Text;
using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Prints a model as the C# file that people read, diff and edit. Parsing the file gives the same model.</summary>
public static class DefinitionPrinter
{
    /// <summary>Prints a definition.</summary>
    /// <param name="spec">The model; its class name must be an identifier.</param>
    /// <param name="headerLines">Comments at the top, such as where the model comes from.</param>
    public static string Print(ModelSpec spec, IReadOnlyList<string> headerLines)
    {
        var text = new StringBuilder();
        var names = new DefinitionNames(spec);
        foreach (var line in headerLines) Line($"// {Names.Comment(line)}");
        Line("using Freeze;");
        Line("using Freeze.Definition;");
        Line("using static Freeze.Definition.Edge;");
        Line("");
        if (spec.Namespace.Length > 0)
        {
            Line($"namespace {Names.Keyword(spec.Namespace)};");
            Line("");
        }

        Line($"[{names.AttributeOf("FrozenModel")}({Names.Literal(spec.Name)})]");
        Line($"[{names.AttributeOf("Input")}({string.Join(", ", Input(spec.Input, names))})]");
        var probes = spec.Probes.ToList();
        foreach (var layer in spec.Layers)
        {
            Line($"[{names.AttributeOf(AttributeOf(layer.Kind))}({string.Join(", ", LayerArguments.Of(layer, names))})]");

            // A probe reads best right below its layer. Probes out of order wait for those before them, so that their order survives.
            while (probes.Count > 0 && probes[0].At == layer.Name) Probe();
        }

        while (probes.Count > 0) Probe();
        if (spec.Labels.Count > 0) Labels();
        if (Names.IsLowerCase(spec.ClassName)) Line(Names.LowerCasePragma);
        Line($"public sealed partial class {Names.Keyword(spec.ClassName)} : {names.Type("FrozenModel")};");
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Probe()
        {
            var probe = probes[0];
            probes.RemoveAt(0);
            Line($"[{names.AttributeOf("Probe")}({names.Edge(probe.At)}{(probe.Name == probe.At ? "" : ", Name = " + Names.Literal(probe.Name))})]");
        }

        void Labels()
        {
            Line($"[{names.AttributeOf("Labels")}(");
            var lines = Wrap.Lines(spec.Labels.Select(Names.Literal), 112).ToArray();
            for (var i = 0; i < lines.Length; i++) Line("    " + lines[i] + (i == lines.Length - 1 ? ")]" : ""));
        }
    }

    private static string AttributeOf(LayerKind kind) => kind == LayerKind.Activation ? "Activate" : kind.ToString();

    private static IEnumerable<string> Input(InputSpec input, DefinitionNames names)
    {
        foreach (var size in new[] { input.Channels, input.Height, input.Width }) yield return FormattableString.Invariant($"{size}");
        foreach (var property in InputProperties(input, names.Type)) yield return property;
    }

    /// <summary>Mean = [...], and whatever else is not the default; the attribute and the runtime's type call it the same.</summary>
    /// <param name="input">The input.</param>
    /// <param name="type">Writes the name of one of the runtime's types.</param>
    internal static IEnumerable<string> InputProperties(InputSpec input, Func<string, string> type)
    {
        if (input.Mean.Count > 0) yield return $"Mean = [{string.Join(", ", input.Mean.Select(Names.Number))}]";
        if (input.Deviation.Count > 0) yield return $"Deviation = [{string.Join(", ", input.Deviation.Select(Names.Number))}]";
        if (input.Order != ChannelOrderKind.Rgb) yield return $"Order = {type("ChannelOrder")}.{input.Order}";
        if (input.MeanImage) yield return "MeanImage = true";
        if (input.ShorterSide != 0) yield return FormattableString.Invariant($"ShorterSide = {input.ShorterSide}");
        if (input.Orientation != OrientationKind.Exif) yield return $"Orientation = {type("Orientation")}.{input.Orientation}";
    }
}
