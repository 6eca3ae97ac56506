using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Generators.Tests;

public class IncrementalTests
{
    private static readonly string s_model = Generation.Model(GoldenTests.Residual);

    [Fact]
    public void An_unrelated_file_changes_nothing()
    {
        var reasons = Edit(compilation => compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[1], Generation.Tree("class Other { int _x; }", "Model1.cs")));
        Assert.All(reasons.Values.SelectMany(r => r), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void Code_that_moves_within_its_file_is_not_emitted_anew()
    {
        var reasons = EditModel(s => "// a comment\n" + s);
        Assert.All(reasons[FreezeGenerator.EmitStep], reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void A_changed_layer_is_parsed_and_emitted_anew()
    {
        var reasons = EditModel(s => s.Replace("Outputs = 2", "Outputs = 3", StringComparison.Ordinal));
        Assert.Contains(IncrementalStepRunReason.Modified, reasons[FreezeGenerator.ParseStep]);
        Assert.Contains(IncrementalStepRunReason.Modified, reasons[FreezeGenerator.EmitStep]);
    }

    [Fact]
    public void A_mistake_that_moves_is_reported_at_its_new_place()
    {
        var broken = s_model.Replace("From = \"pool\"", "From = \"?\"", StringComparison.Ordinal);
        var compilation = Generation.Compilation(broken);
        var driver = Generation.Driver().RunGenerators(compilation);
        var moved = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Generation.Tree("\n\n" + broken, "Model0.cs"));
        var before = Assert.Single(driver.GetRunResult().Diagnostics, d => d.Id == "FRZ001").Location.GetLineSpan().StartLinePosition.Line;
        var after = Assert.Single(driver.RunGenerators(moved).GetRunResult().Diagnostics, d => d.Id == "FRZ001").Location.GetLineSpan().StartLinePosition.Line;
        Assert.Equal(before + 2, after);
    }

    private static Dictionary<string, IncrementalStepRunReason[]> EditModel(Func<string, string> edit) =>
        Edit(compilation => compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Generation.Tree(edit(s_model), "Model0.cs")));

    private static Dictionary<string, IncrementalStepRunReason[]> Edit(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        var compilation = Generation.Compilation(s_model, "class Other;");
        var driver = Generation.Driver().RunGenerators(compilation).RunGenerators(edit(compilation));
        return driver.GetRunResult().Results.Single().TrackedSteps
            .Where(step => step.Key.StartsWith("Freeze.", StringComparison.Ordinal))
            .ToDictionary(step => step.Key, step => step.Value.SelectMany(run => run.Outputs).Select(output => output.Reason).ToArray());
    }
}
