using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Freeze.Generators;

/// <summary>What a class must be for the generator to write its other half.</summary>
internal static class ClassChecks
{
    private static readonly string[] s_types =
    [
        "Conv2D", "Dense", "MaxPool", "AveragePool", "GlobalAveragePool", "ScaleShift", "Add", "Activate", "Concat",
        "Softmax", "Multiply", "LayerNorm", "LogSoftmax", "Resample", "Rearrange",
        "Activation", "FrozenModel", "FrozenModelOptions", "ImageInput", "ModelPlan", "Session", "ChannelOrder", "Orientation",
    ];

    /// <summary>Adds the problems; false when nothing can be generated that would compile.</summary>
    public static bool Check(INamedTypeSymbol type, Compilation compilation, List<Problem> problems)
    {
        var before = problems.Count;
        var name = Names.Comment(type.Name);
        if (!type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword)))
            Report($"Class '{name}' must be partial: the generator writes its other half");
        if (type.BaseType?.ToDisplayString() != "Freeze.FrozenModel")
            Report($"Class '{name}' must derive from FrozenModel: write 'partial class {name} : FrozenModel;'");
        if (type.ContainingType is not null) Report($"Class '{name}' must not be nested in another type");
        if (type.Arity > 0) Report($"Class '{name}' must not be generic");
        if (type.IsAbstract || type.IsStatic) Report($"Class '{name}' must not be abstract or static: Load makes an instance of it");
        if (type.IsFileLocal) Report($"Class '{name}' must not be local to its file: its other half lies in another one");
        if (Reserved.Members.Contains(type.Name))
            Report($"Class '{name}' cannot have the name of a member that every model has: call it '{name}Model', or in onnx2cs convert --name {name}Model");
        foreach (var taken in Taken(type, compilation))
            Report($"'{Names.Comment(taken)}' is a namespace or type of Freeze or .NET already: "
                + "take another namespace, such as Models, or another name (onnx2cs convert --namespace, --name)");
        return problems.Count == before;

        void Report(string message) => problems.Add(new(Rules.Class.Id, message, DefinitionPart.Class));
    }

    /// <summary>Whether one of the class's parts has a documentation comment.</summary>
    public static bool IsDocumented(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().GetLeadingTrivia()
        .Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)));

    // Names of the class and its namespaces that referenced assemblies use for something else.
    private static IEnumerable<string> Taken(INamedTypeSymbol type, Compilation compilation)
    {
        for (ISymbol symbol = type; symbol.ContainingNamespace is { } space; symbol = space)
        {
            if (compilation.GetCompilationNamespace(space) is not { } whole) continue;
            var (types, isClass) = (whole.GetTypeMembers(symbol.Name, 0).Any(IsReferenced), symbol is INamedTypeSymbol);
            if (types || (isClass && whole.GetNamespaceMembers().Any(member => member.Name == symbol.Name)))
                yield return symbol.ToDisplayString();
        }

        static bool IsReferenced(INamedTypeSymbol other) =>
            other.DeclaredAccessibility == Accessibility.Public && other.Locations.All(location => !location.IsInSource);
    }

    /// <summary>Whether a type in the class or its namespaces would be found before the runtime's type of the same name.</summary>
    public static bool HasNearerTypes(INamedTypeSymbol type, Compilation compilation)
    {
        for (var space = compilation.GetCompilationNamespace(type.ContainingNamespace); space is not null; space = space.ContainingNamespace)
        {
            // The runtime's own types are what is meant.
            var isFreeze = space.ToDisplayString() == "Freeze";
            if (s_types.Any(name => space.GetTypeMembers(name).Any(other => !isFreeze || other.Locations.Any(location => location.IsInSource))
                || space.GetNamespaceMembers().Any(member => member.Name == name))) return true;
        }

        return s_types.Any(name => !type.GetTypeMembers(name).IsEmpty);
    }

    /// <summary>Name of the generated file. Roslyn refuses some letters of identifiers, and names that differ in case only: those get a hash.</summary>
    public static string File(INamedTypeSymbol type, ModelSpec spec)
    {
        var name = spec.Namespace.Length == 0 ? spec.ClassName : spec.Namespace + "." + spec.ClassName;
        var plain = name.All(c => c is '.' or '_' || (c < 128 && char.IsLetterOrDigit(c))) && !HasLookalike(type);
        return (plain ? name : $"{Names.Identifier(name)}_{StructureHash.OfText(name).Substring(0, 16)}") + ".g.cs";
    }

    private static bool HasLookalike(INamedTypeSymbol type)
    {
        for (ISymbol symbol = type; symbol.ContainingNamespace is { } space; symbol = space)
        {
            if (space.GetMembers().Any(other => other.Name != symbol.Name && string.Equals(other.Name, symbol.Name, StringComparison.OrdinalIgnoreCase))) return true;
        }

        return false;
    }
}
