using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Generators.Tests;

/// <summary>
/// Printed definitions build in a library with documentation, nullable types and warnings as errors, whatever the model's name and namespace; a name
/// that cannot be is refused with the cure.
/// </summary>
public class ClassNameTests
{
    private static readonly CSharpParseOptions s_documented = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    // Types that the compiler finds in Freeze's namespaces, the edge that definitions read, and words of the language.
    private static readonly string[] s_names =
    [
        .. typeof(FrozenModel).Assembly.GetExportedTypes().Select(type => type.Name).Where(SyntaxFacts.IsValidIdentifier),
        .. SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText).Where(SyntaxFacts.IsValidIdentifier),
        "Image", "image", "activation", "Input", "Buffer0", "Buffer1", "Predict", "Caches", "Weights", "Freeze", "System", "Models", "Program", "Network",
        "String", "Console", "Object", "Load", "Plan", "Forward", "s_plan", "conv2D", "_", "Ärger",
    ];

    private static readonly string[] s_spaces =
    [
        "", "Models", "Image", "Activation", "Models.Image", "Models.Activation.Deep", "Models.Conv2D", "Models.InputAttribute", "Freeze", "Freeze.Layers",
        "Freeze.Definition", "Freeze.Models", "Models.Freeze", "System", "Models.System", "Models.Session", "Microsoft", "class.record", "Models.FrozenModel",
    ];

    public static TheoryData<string> Spaces() => [.. s_spaces];

    [Theory]
    [InlineData("Models")]
    [InlineData("Freeze")]
    [InlineData("System")]
    public void Any_class_name(string space)
    {
        var refused = new List<string>();
        foreach (var name in s_names.Distinct()) Check(space, name, refused);
        Assert.Contains("Plan", refused);
        Assert.Equal(space == "Freeze", refused.Contains("Activation"));
        Assert.Equal(space == "System", refused.Contains("String"));
        Assert.DoesNotContain("Image", refused);
    }

    [Theory]
    [MemberData(nameof(Spaces))]
    public void Any_namespace(string space)
    {
        foreach (var name in new[] { "Net", "Image", "activation", "Conv2D", "Input", "InputAttribute" }) Check(space, name, []);
    }

    [Theory]
    [InlineData("Freeze.Activation")]
    [InlineData("Freeze.Definition.Edge.Models")]
    [InlineData("System.String")]
    public void A_namespace_that_is_a_type_is_refused(string space) => Assert.Contains("take another namespace", Refusal(space, "Net"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Models", "Plan", "call it 'PlanModel'")]
    [InlineData("Freeze", "Session", "'Freeze.Session' is a namespace or type of Freeze or .NET already")]
    [InlineData("", "System", "take another namespace")]
    public void What_cannot_be_is_refused_with_the_cure(string space, string name, string cure) =>
        Assert.Contains(cure, Refusal(space, name), StringComparison.Ordinal);

    [Fact]
    public void A_definition_with_documentation_keeps_it_alone()
    {
        var source = DefinitionPrinter.Print(Spec("Models", "Net"), []).Replace("[FrozenModel(", "/// <summary>Mine.</summary>\n[FrozenModel(", StringComparison.Ordinal);
        var (generated, diagnostics) = Compile(source);
        Assert.Empty(diagnostics);
        Assert.DoesNotContain("made by Load", generated, StringComparison.Ordinal);
    }

    private static void Check(string space, string name, List<string> refused)
    {
        var (_, diagnostics) = Compile(DefinitionPrinter.Print(Spec(space, name), []));
        if (diagnostics.Any(d => d.Id == "FRZ005"))
        {
            // Nothing is refused that could be: a member of every model, a word for a type that is there, or all of a namespace.
            var full = space.Length == 0 ? name : $"{space}.{name}";
            Assert.True(
                name is "Load" or "Plan" or "Forward" or "s_plan" || (space.Length == 0 && name is "Freeze" or "System" or "Microsoft")
                || typeof(FrozenModel).Assembly.GetType(full) is { IsPublic: true } || typeof(object).Assembly.GetType(full) is { IsPublic: true }
                || full is "System.Net" or "System.Console", $"{full} was refused");
            refused.Add(name);
            return;
        }

        Assert.True(diagnostics.Length == 0, $"{space}.{name}: {string.Join(Environment.NewLine, diagnostics.Select(d => d.ToString()))}");
    }

    private static string Refusal(string space, string name) =>
        Compile(DefinitionPrinter.Print(Spec(space, name), [])).Diagnostics.First(d => d.Id == "FRZ005").GetMessage(null);

    private static (string Generated, Diagnostic[] Diagnostics) Compile(string source)
    {
        const string Library = """
            #nullable enable
            /// <summary>A library's own type.</summary>
            public static class LibraryOfModels;
            """;
        var compilation = Generation.Compilation().AddSyntaxTrees(
            CSharpSyntaxTree.ParseText(source, s_documented, "Model.cs"), CSharpSyntaxTree.ParseText(Library, s_documented, "Library.cs"));
        var result = CSharpGeneratorDriver.Create([new FreezeGenerator().AsSourceGenerator()], parseOptions: s_documented)
            .RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var reported).GetRunResult();
        Assert.All(result.Results, r => Assert.Null(r.Exception));
        return (
            string.Concat(result.GeneratedTrees.Select(tree => tree.ToString())),
            [.. reported.Concat(complete.GetDiagnostics()).Where(d => d.Severity >= DiagnosticSeverity.Warning)]);
    }

    private static ModelSpec Spec(string space, string name) => new(
        space, name, "net", new(3, 8, 8, new[] { 0.5f, 0.5f, 0.5f }, default), new[] { "a", "b" },
        new LayerSpec[]
        {
            new(LayerKind.Conv2D, "stem", new[] { "image" }) { Channels = 16, Kernel = new(3, 3), PadBegin = new(1, 1), PadEnd = new(1, 1), Activation = ActivationKind.Relu },
            new(LayerKind.Activation, "act", new[] { "stem" }) { Activation = ActivationKind.Sigmoid },
            new(LayerKind.Concat, "both", new[] { "stem", "act" }),
            new(LayerKind.GlobalAveragePool, "pool", new[] { "both" }),
            new(LayerKind.Dense, "fc", new[] { "pool" }) { Channels = 2 },
        },
        new ProbeSpec[] { new("stem", "stem") });
}
