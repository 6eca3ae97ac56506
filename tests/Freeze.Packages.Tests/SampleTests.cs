using System.Collections.Immutable;
using Freeze.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Packages.Tests;

/// <summary>Every C# sample of the README and of docs/ compiles. Excerpts, which say so by "// ...", are left out.</summary>
public sealed class SampleTests
{
    // What samples take for granted: implicit usings, a model, pixels.
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading;
        global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Logging; global using static Given;
        static class Given { public static byte[] rgb = [], images = []; public static int width = 32, height = 32; }
        """;

    public static TheoryData<string, int> Samples()
    {
        var data = new TheoryData<string, int>();
        foreach (var document in Repository.Documents)
            for (var i = 0; i < Repository.Blocks(document, "csharp").Count(); i++) data.Add(Path.GetRelativePath(Repository.Root, document), i);
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void It_compiles(string document, int number)
    {
        var text = Repository.Blocks(Path.Combine(Repository.Root, document), "csharp").ElementAt(number).Text;
        if (text.Contains("// ...", StringComparison.Ordinal)) return;
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var definition = File.ReadAllText(Path.Combine(Repository.Root, "samples", "Quickstart", "Model", "Conveyor.cs"))
            .Replace("namespace Freeze.Samples.Quickstart;", "", StringComparison.Ordinal);
        var models = new[] { ("ResNet18", ""), ("Sorter", "namespace Models;"), ("Checker", "namespace Models;") }.Select(model => definition
            .Replace("class Conveyor", "class " + model.Item1, StringComparison.Ordinal)
            .Replace("[FrozenModel(\"conveyor\")]", model.Item2 + "\n[FrozenModel(\"conveyor\")]", StringComparison.Ordinal));
        SyntaxTree[] trees = [.. models.Append(text).Append(Usings).Select(source => CSharpSyntaxTree.ParseText(source, options))];
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !path.EndsWith("Freeze.Packages.Tests.dll", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("sample", trees, references, new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new FreezeGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        Assert.Empty(Errors(generated));

        static ImmutableArray<string> Errors(Compilation compilation) =>
            [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];
    }

    [Fact]
    public void There_are_samples() => Assert.True(Samples().Count >= 5);
}
