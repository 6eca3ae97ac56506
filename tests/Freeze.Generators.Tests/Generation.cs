using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Generators.Tests;

/// <summary>Compiles definitions with the generator.</summary>
internal static class Generation
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(FrozenModel).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static SyntaxTree Tree(string source, string path = "Model.cs") => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    public static CSharpCompilation Compilation(params string[] sources) => CSharpCompilation.Create(
        "Model", sources.Select((source, i) => Tree(source, $"Model{i}.cs")), s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new FreezeGenerator().AsSourceGenerator()], parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs the generator; gives the generated source, its diagnostics, and those of the compiler.</summary>
    public static (string Source, Diagnostic[] Diagnostics, Diagnostic[] Compiler) Run(params string[] sources)
    {
        var compilation = Compilation(sources);
        var result = Driver().RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var diagnostics).GetRunResult();
        Assert.All(result.Results, r => Assert.Null(r.Exception));
        return (
            string.Concat(result.GeneratedTrees.Select(tree => tree.ToString())),
            [.. diagnostics],
            [.. complete.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)]);
    }

    /// <summary>Wraps attributes into a class.</summary>
    public static string Model(string attributes, string declaration = "public sealed partial class Net : FrozenModel;") => $"""
        using Freeze;
        using Freeze.Definition;
        using static Freeze.Definition.Edge;

        namespace Sample;

        {attributes}
        {declaration}
        """;
}
