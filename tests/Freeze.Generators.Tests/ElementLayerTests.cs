using CsCheck;
using Freeze.Generators.Specs;

namespace Freeze.Generators.Tests;

/// <summary>The layers that speak of elements: Rearrange, and ScaleShift with values for each of them.</summary>
public class ElementLayerTests
{
    private const string Attributes = """
        [FrozenModel("net")]
        [Input(3, 4, 4)]
        [Rearrange("even", From = Image, Channels = 12, Height = 2, Width = 2, Lengths = [2, 2, 3, 2, 2], Strides = [4, 1, 16, 8, 2])]
        [Rearrange("back", From = "even", Channels = 12, Height = 2, Width = 2, Lengths = [12, 4], Strides = [4, -1], Offset = 3)]
        [ScaleShift("mean", From = "back", PerElement = true, Activation = Activation.Relu)]
        [Activate("log", From = "mean", Activation = Activation.Log)]
        [Activate("step", From = "log", Activation = Activation.Step)]
        [Dense("fc", From = "step", Outputs = 2)]
        """;

    private static readonly ModelSpec s_spec = RoundTripTests.Parse(Generation.Model(Attributes)).Spec;

    [Fact]
    public void They_are_parsed()
    {
        Assert.Equal(
            new LayerSpec(LayerKind.Rearrange, "back", new[] { "even" })
            {
                Channels = 12, Size = new(2, 2), Lengths = new[] { 12, 4 }, Strides = new[] { 4, -1 }, Offset = 3,
            },
            s_spec.Layers[1]);
        Assert.Equal(
            new LayerSpec(LayerKind.ScaleShift, "mean", new[] { "back" }) { PerElement = true, Activation = ActivationKind.Relu },
            s_spec.Layers[2]);
    }

    [Fact]
    public void They_are_printed_as_they_were_written()
    {
        var printed = DefinitionPrinter.Print(s_spec, []);
        foreach (var line in Attributes.Split('\n')) Assert.Contains(line + "\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void They_become_these_layers_and_calls()
    {
        var (source, diagnostics, compiler) = Generation.Run(Generation.Model(Attributes));
        Assert.Empty(diagnostics);
        Assert.Empty(compiler);
        string[] expected =
        [
            """
                private static readonly Rearrange Even = new("even", new(3, 4, 4), new(12, 2, 2))
                    { Lengths = [2, 2, 3, 2, 2], Strides = [4, 1, 16, 8, 2], FromImage = true };
                private static readonly Rearrange Back = new("back", new(12, 2, 2), new(12, 2, 2))
                    { Lengths = [12, 4], Strides = [4, -1], Offset = 3 };
                private static readonly ScaleShift Mean = new("mean", new(12, 2, 2), new(12, 2, 2))
                    { PerElement = true, Activation = Activation.Relu };
            """,
            """
                    // even: Rearrange -> [12,2,2]
                    s.Rearrange(Input, Even, Buffer1);
            """,
            "s.Rearrange(Buffer1, Back, Buffer2);",
            "s.ScaleShift(Buffer2, Mean, Buffer2);",
        ];
        foreach (var part in expected) Assert.Contains(part.ReplaceLineEndings("\n"), source, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_they_say_is_part_of_the_structure()
    {
        var (view, scale) = (s_spec.Layers[1], s_spec.Layers[2]);
        Assert.Equal(6, new[]
        {
            s_spec,
            With(1, view with { Lengths = new[] { 6, 8 } }),
            With(1, view with { Strides = new[] { 4, 1 } }),
            With(1, view with { Offset = 2 }),
            With(1, view with { Size = new(1, 4) }),
            With(2, scale with { PerElement = false }),
        }.Select(StructureHash.Of).Distinct().Count());
    }

    /// <summary>Weights and caches name the structure; those that were written before there were such layers must still load.</summary>
    [Fact]
    public void Models_without_them_keep_their_structure()
    {
        var plain = RoundTripTests.Parse(Generation.Model("""
            [FrozenModel("net")]
            [Input(3, 8, 8)]
            [Conv2D("stem", From = Image, Channels = 16, Kernel = 3, Pad = 1)]
            [ScaleShift("scale", From = "stem", Activation = Activation.Silu)]
            [Resample("up", From = "scale", Height = 12, Width = 12)]
            [Activate("clip", From = "up", Activation = Activation.Clip, Alpha = -1, Beta = 1)]
            [GlobalAveragePool("pool", From = "clip")]
            [Dense("fc", From = "pool", Outputs = 2)]
            """)).Spec;
        Assert.Equal("825dfb3519cf5a0e4d15a689039cf22781cab0e3fe0f3f6887b87e8da940c40d", StructureHash.Of(plain));
    }

    [Fact]
    public void A_view_is_accepted_where_it_stays_inside_and_nowhere_else() => Gen.Select(
        Gen.Int[1, 4].Array[1, 4], Gen.Int[-9, 9].Array[4], Gen.Int[0, 30],
        (lengths, strides, offset) => (lengths, strides[..lengths.Length], offset))
        .Sample(view =>
        {
            var (lengths, strides, offset) = view;
            var count = lengths.Aggregate((a, b) => a * b);
            var layer = new LayerSpec(LayerKind.Rearrange, "view", new[] { "image" })
            {
                Channels = count, Size = new(1, 1), Lengths = lengths, Strides = strides, Offset = offset,
            };
            var spec = new ModelSpec("Sample", "Net", "net", new(2, 4, 4, default, default), default, new[] { layer }, default);
            var inside = Enumerable.Range(0, count).All(element =>
            {
                var at = offset;
                for (var axis = lengths.Length - 1; axis >= 0; axis--)
                {
                    at += element % lengths[axis] * strides[axis];
                    element /= lengths[axis];
                }

                return at is >= 0 and < 32;
            });
            Assert.Equal(inside, ShapeInference.Infer(spec).IsValid);
        }, iter: 2000);

    private static ModelSpec With(int index, LayerSpec layer) =>
        s_spec with { Layers = s_spec.Layers.Select((other, i) => i == index ? layer : other).ToArray() };
}
