using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>
/// How a printed definition writes Freeze's own names. The class and every part of its namespace are found before what the using directives bring in:
/// a name that one of them has as well is written out from the global namespace, where nothing hides it.
/// </summary>
internal sealed class DefinitionNames(ModelSpec spec)
{
    private const string Image = nameof(Image), Attribute = nameof(Attribute);

    private readonly HashSet<string> _nearer = new([spec.ClassName, .. spec.Namespace.Split('.')], StringComparer.Ordinal);

    /// <summary>Name of an attribute, without its ending.</summary>
    public string AttributeOf(string name) => Name("Freeze.Definition", name, name + Attribute);

    /// <summary>A type or enumeration at the root of Freeze.</summary>
    public string Type(string name) => Name("Freeze", name);

    /// <summary>The image, or the name of a layer as a literal.</summary>
    public string Edge(string name) => name == InputSpec.Edge ? Name("Freeze.Definition.Edge", Image) : Names.Literal(name);

    private string Name(string home, string name, string? alias = null) =>
        _nearer.Contains(name) || (alias is not null && _nearer.Contains(alias)) ? $"global::{home}.{name}" : name;
}
