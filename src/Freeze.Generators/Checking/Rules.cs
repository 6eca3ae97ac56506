using Microsoft.CodeAnalysis;

namespace Freeze.Generators;

/// <summary>The diagnostics. Their messages are made where the mistake is found, so that they can name the edge and the cure.</summary>
public static class Rules
{
    /// <summary>A layer reads an edge that no layer makes.</summary>
    public static readonly DiagnosticDescriptor UnknownEdge = Error("FRZ001", "Unknown edge");

    /// <summary>A layer reads an edge that is made later, or that depends on the layer itself.</summary>
    public static readonly DiagnosticDescriptor Order = Error("FRZ002", "Edge used before it is made, or in a cycle");

    /// <summary>Shapes do not fit each other.</summary>
    public static readonly DiagnosticDescriptor Shapes = Error("FRZ003", "Shapes that do not fit");

    /// <summary>A name is missing or taken.</summary>
    public static readonly DiagnosticDescriptor Name = Error("FRZ004", "Duplicate or missing name");

    /// <summary>The class lacks what a model needs.</summary>
    public static readonly DiagnosticDescriptor Class = Error("FRZ005", "Class that cannot be a model");

    /// <summary>A value is out of range.</summary>
    public static readonly DiagnosticDescriptor Value = Error("FRZ006", "Bad value");

    /// <summary>Groups do not divide the channels.</summary>
    public static readonly DiagnosticDescriptor Groups = Error("FRZ007", "Groups that do not divide the channels");

    /// <summary>A probe looks at a place that does not exist or cannot be probed.</summary>
    public static readonly DiagnosticDescriptor Probe = Error("FRZ008", "Probe at an unknown or unsuitable place");

    /// <summary>The definition has no layers.</summary>
    public static readonly DiagnosticDescriptor NoLayers = Error("FRZ009", "No layers");

    /// <summary>Activations exceed what one array can hold.</summary>
    public static readonly DiagnosticDescriptor TooLarge = Error("FRZ010", "Model too large");

    /// <summary>The output of a layer goes nowhere.</summary>
    public static readonly DiagnosticDescriptor Unread = new(
        "FRZ011", "Layer that nobody reads", "{0}", "Freeze", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    /// <summary>All of them, by number.</summary>
    internal static IReadOnlyDictionary<string, DiagnosticDescriptor> All { get; } =
        new[] { UnknownEdge, Order, Shapes, Name, Class, Value, Groups, Probe, NoLayers, TooLarge, Unread }.ToDictionary(rule => rule.Id);

    private static DiagnosticDescriptor Error(string id, string title) =>
        new(id, title, "{0}", "Freeze", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
