using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Freeze.Generators;

/// <summary>
/// Turns the definition of a model into its forward pass. Three steps, each cached by value: parse the attributes, report what is wrong, emit.
/// Places in the source only reach the report, so that an edit elsewhere in the file emits nothing anew.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class FreezeGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that parses.</summary>
    public const string ParseStep = "Freeze.Parse";

    /// <summary>Name of the step that keeps what is emitted.</summary>
    public const string EmitStep = "Freeze.Emit";

    /// <summary>Name of the step that keeps what is reported.</summary>
    public const string ReportStep = "Freeze.Report";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var definitions = context.SyntaxProvider.ForAttributeWithMetadataName(
                DefinitionParser.ModelAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, cancellation) => IsFirst(found)
                    ? DefinitionParser.Parse((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellation) : null)
            .Where(static definition => definition is not null)
            .Select(static (definition, _) => definition!)
            .WithTrackingName(ParseStep);

        context.RegisterSourceOutput(
            definitions.SelectMany(static (definition, _) => definition.Problems).WithTrackingName(ReportStep),
            static (output, placed) => output.ReportDiagnostic(Diagnostic.Create(
                Rules.All[placed.Problem.Id], placed.Location?.ToLocation() ?? Location.None, placed.Problem.Message)));

        context.RegisterSourceOutput(
            definitions.Select(static (definition, _) => new Emission(
                definition.Spec, definition.HasErrors, definition.CanExtend, definition.Qualify, definition.IsDocumented, definition.File)).WithTrackingName(EmitStep),
            static (output, emission) =>
            {
                if (!emission.CanExtend) return;
                var spec = emission.Spec;
                var source = emission.HasErrors ? Stub.Of(spec, emission.IsDocumented) : Emitter.Emit(spec, emission.Qualify, emission.IsDocumented);
                output.AddSource(emission.File, SourceText.From(source, Encoding.UTF8));
            });
    }

    // A class that is marked on two of its parts is an error of its own; it must not be generated twice as well.
    private static bool IsFirst(GeneratorAttributeSyntaxContext found) =>
        found.TargetSymbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == DefinitionParser.ModelAttribute) is { } first
        && found.Attributes.Any(a => a.ApplicationSyntaxReference is { } mine && first.ApplicationSyntaxReference is { } its
            && mine.SyntaxTree == its.SyntaxTree && mine.Span == its.Span);
}
