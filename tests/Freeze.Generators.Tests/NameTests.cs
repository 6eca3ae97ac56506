using Freeze.Generators.Specs;

namespace Freeze.Generators.Tests;

public class NameTests
{
    [Theory]
    [InlineData("layer1.0.conv1", "Layer1_0_Conv1")]
    [InlineData("/conv1/Conv", "Conv1_Conv")]
    [InlineData("1x1", "N1x1")]
    [InlineData("\n", "Unnamed")]
    public void Identifiers_are_readable(string name, string identifier) => Assert.Equal(identifier, Names.Identifier(name));

    [Fact]
    public void Colliding_names_are_told_apart() =>
        Assert.Equal(["A_1", "A_1_2", "A_1_2_2", "Plan_2"], Names.Identifiers(["a.1", "a-1", "a.1.2", "plan"], ["Plan"]));

    [Fact]
    public void Hostile_names_compile_and_say_what_they_are()
    {
        var layers = new List<LayerSpec>();
        foreach (var name in RandomSpecs.Hostile)
        {
            layers.Add(new(LayerKind.Conv2D, name, new[] { layers.Count == 0 ? "image" : layers[^1].Name })
            {
                Channels = 16, Add = layers.Count > 1 ? layers[^2].Name : null, Onnx = name,
            });
        }

        var probes = RandomSpecs.Hostile[..^1].Select(name => new ProbeSpec(name, name)).ToArray();
        var spec = new ModelSpec("Sample.class", "Session", "net", new(3, 4, 4, default, default), RandomSpecs.Hostile, layers.ToArray(), probes);
        var (source, diagnostics, compiler) = Generation.Run(DefinitionPrinter.Print(spec, RandomSpecs.Hostile));
        Assert.Empty(diagnostics);
        Assert.Empty(compiler);
        Assert.DoesNotContain(source, c => c != '\n' && (char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202E'));
    }

    [Fact]
    public void Types_of_the_users_own_do_not_get_in_the_way()
    {
        var (_, diagnostics, compiler) = Generation.Run(
            Generation.Model(GoldenTests.Residual), "namespace Sample { class Conv2D; class Session; class Dense; class ModelPlan; class FrozenModelOptions; }");
        Assert.Empty(diagnostics);
        Assert.Empty(compiler);
    }

    [Fact]
    public void Classes_whose_names_differ_in_case_only_both_get_their_file()
    {
        var (source, _, compiler) = Generation.Run(
            Generation.Model(GoldenTests.Residual),
            Generation.Model(GoldenTests.Residual, "public sealed partial class NET : FrozenModel;"),
            Generation.Model(GoldenTests.Residual, "public sealed partial class न\u0940ल : FrozenModel;"));
        Assert.Empty(compiler);
        Assert.Contains("partial class NET", source, StringComparison.Ordinal);
    }
}
