using CsCheck;
using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Generators.Tests;

public class RoundTripTests
{
    [Fact]
    public void Printing_and_parsing_gives_the_same_model() => RandomSpecs.Any.Sample(
        spec =>
        {
            var parsed = Parse(DefinitionPrinter.Print(spec, ["*/\nint evil;", "\u2028"]));
            return parsed.Spec == spec;
        },
        iter: 300, print: spec => DefinitionPrinter.Print(spec, []));

    [Fact]
    public void Whatever_is_printed_is_the_class_and_nothing_else() => RandomSpecs.Any.Sample(
        spec =>
        {
            var tree = Generation.Tree(DefinitionPrinter.Print(spec, RandomSpecs.Hostile));
            var space = Assert.Single(((Microsoft.CodeAnalysis.CSharp.Syntax.CompilationUnitSyntax)tree.GetRoot()).Members);
            Assert.Single(((Microsoft.CodeAnalysis.CSharp.Syntax.BaseNamespaceDeclarationSyntax)space).Members);
            Assert.Empty(tree.GetDiagnostics());
        },
        iter: 100);

    [Fact]
    public void No_model_makes_the_checks_throw_and_every_problem_is_a_numbered_line() => RandomSpecs.Any.Sample(
        spec => Assert.All(ShapeInference.Infer(spec).Problems, problem =>
        {
            Assert.Matches("^FRZ0[0-9][0-9]$", problem.Id);
            Assert.NotEmpty(problem.Message);
            Assert.DoesNotContain('\n', problem.Message);
        }),
        iter: 1000);

    [Fact]
    public void Every_valid_model_compiles() => RandomSpecs.Valid.Sample(
        spec =>
        {
            var (_, diagnostics, compiler) = Generation.Run(DefinitionPrinter.Print(spec, []));
            Assert.DoesNotContain(diagnostics, d => d.Id != "FRZ011");
            Assert.Empty(compiler);
        },
        iter: 10);

    internal static ParsedDefinition Parse(string source) =>
        Parse(Generation.Compilation(source));

    private static ParsedDefinition Parse(CSharpCompilation compilation) =>
        DefinitionParser.Parse(compilation.GetTypeByMetadataName("Sample.Net")!, compilation);
}
