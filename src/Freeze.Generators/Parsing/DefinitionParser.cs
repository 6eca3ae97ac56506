using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis;

namespace Freeze.Generators;

/// <summary>Reads a model from the attributes of a class. Whatever the attributes say, it returns; what is wrong becomes a problem.</summary>
public static class DefinitionParser
{
    /// <summary>The attribute that marks a model.</summary>
    public const string ModelAttribute = "Freeze.Definition.FrozenModelAttribute";

    /// <summary>Parses and checks a definition.</summary>
    /// <param name="type">The class that bears the attributes.</param>
    /// <param name="compilation">What it is compiled with: other types may hide Freeze's.</param>
    /// <param name="cancellation">Stops early.</param>
    public static ParsedDefinition Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation = default)
    {
        var problems = new List<Problem>();
        var canExtend = ClassChecks.Check(type, compilation, problems);
        if (canExtend) problems.AddRange(ClassChecks.HiddenNames(type, compilation));
        var space = type.ContainingNamespace is { IsGlobalNamespace: false } containing ? PlainName(containing) : "";
        var (spec, placed) = Read(
            space, type.Name, Attributes(type, cancellation), LocationInfo.From(type.Locations.FirstOrDefault()), problems);
        return new(
            spec, placed, placed.Any(p => !p.Problem.IsWarning), canExtend,
            ClassChecks.HasNearerTypes(type, compilation), ClassChecks.IsDocumented(type), ClassChecks.File(type, spec));
    }

    /// <summary>Reads a model from attributes that stand in text or in a compilation, and checks it.</summary>
    /// <param name="space">Namespace of the class; empty for the global one.</param>
    /// <param name="className">Name of the class.</param>
    /// <param name="attributes">Its attributes, in their order.</param>
    /// <param name="classPlace">Where the class stands.</param>
    /// <param name="known">Problems that were found already.</param>
    /// <returns>The model, and all problems with their places.</returns>
    public static (ModelSpec Spec, EquatableArray<PlacedProblem> Problems) Read(
        string space, string className, IEnumerable<AttributeStatement> attributes, LocationInfo? classPlace, IEnumerable<Problem> known)
    {
        var places = new Dictionary<(DefinitionPart, int), LocationInfo?> { [(DefinitionPart.Class, 0)] = classPlace };
        var layers = new List<LayerSpec>();
        var probes = new List<ProbeSpec>();
        var problems = known.ToList();
        var (name, input, labels) = ("", (InputSpec?)null, default(EquatableArray<string>));
        foreach (var (kind, arguments, place) in attributes)
        {
            switch (kind)
            {
                case "FrozenModelAttribute":
                    name = arguments.Text(0);
                    places[(DefinitionPart.Model, 0)] = place;
                    break;
                case "InputAttribute":
                    var (mean, deviation) = (arguments.Floats("Mean"), arguments.Floats("Deviation"));
                    input = new(arguments.Number(0), arguments.Number(1), arguments.Number(2), mean, deviation)
                    {
                        Order = (ChannelOrderKind)arguments.Number("Order", 0),
                        MeanImage = arguments.Flag("MeanImage"),
                        ShorterSide = arguments.Number("ShorterSide", 0),
                        Orientation = (OrientationKind)arguments.Number("Orientation", 0),
                    };
                    places[(DefinitionPart.Input, 0)] = place;
                    break;
                case "LabelsAttribute":
                    labels = arguments.Texts(0);
                    places[(DefinitionPart.Labels, 0)] = place;
                    break;
                case "ProbeAttribute":
                    places[(DefinitionPart.Probe, probes.Count)] = place;
                    probes.Add(new(arguments.Text(0), arguments.Text("Name") ?? arguments.Text(0)));
                    break;
                default:
                    if (LayerParser.Parse(kind, arguments, layers.Count, problems) is not { } layer) break;
                    places[(DefinitionPart.Layer, layers.Count)] = place;
                    layers.Add(layer);
                    break;
            }
        }

        var spec = new ModelSpec(
            space, className, name, input ?? new(0, 0, 0, default, default), labels,
            EquatableArray<LayerSpec>.From(layers), EquatableArray<ProbeSpec>.From(probes));
        if (input is null) problems.Add(new(Rules.Value.Id, "The model has no [Input(channels, height, width)]", DefinitionPart.Model));
        else problems.AddRange(ShapeInference.Infer(spec).Problems);
        return (spec, EquatableArray<PlacedProblem>.From(problems.Select(problem => new PlacedProblem(problem, Find(problem)))));

        LocationInfo? Find(Problem problem) =>
            places.TryGetValue((problem.Part, problem.Index), out var place) ? place : classPlace;
    }

    private static IEnumerable<AttributeStatement> Attributes(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var attribute in type.GetAttributes())
        {
            cancellation.ThrowIfCancellationRequested();
            if (attribute.AttributeClass is not { ContainingNamespace: { } space } kind || space.ToDisplayString() != "Freeze.Definition") continue;
            var place = LocationInfo.From(attribute.ApplicationSyntaxReference is { } reference
                ? Location.Create(reference.SyntaxTree, reference.Span)
                : null);
            yield return new(kind.Name, AttributeArguments.Of(attribute), place);
        }
    }

    // The name without the @ of keywords; printing adds it again.
    private static string PlainName(INamespaceSymbol space) =>
        space.ContainingNamespace is { IsGlobalNamespace: false } outer ? PlainName(outer) + "." + space.Name : space.Name;
}
