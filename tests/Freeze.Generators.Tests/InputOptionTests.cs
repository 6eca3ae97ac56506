using Freeze.Generators.Specs;

namespace Freeze.Generators.Tests;

/// <summary>How a picture becomes the network's input, as a definition states it.</summary>
public class InputOptionTests
{
    // Written down when there were no such options: weights and caches that were stored then must go on loading.
    private const string HashBefore = "348c9ed46a04337be35c5027b79c6d7a6e1a22281060843af074970b6fa74ffd";

    private static readonly ModelSpec s_plain = RoundTripTests.Parse(Generation.Model(GoldenTests.Residual)).Spec;

    private static readonly string[] s_properties =
        ["Order = ChannelOrder.Bgr", "ShorterSide = 8", "ShorterSide = 9", "MeanImage = true", "Orientation = Orientation.AsStored"];

    public static TheoryData<string> Properties => [.. s_properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public void An_option_is_printed_and_emitted_and_compiles(string property)
    {
        var attributes = GoldenTests.Residual.Replace("Mean = [0.5f, 0.25f, 0.125f]", property, StringComparison.Ordinal);
        var parsed = RoundTripTests.Parse(Generation.Model(attributes));
        Assert.Contains(property + ")]", DefinitionPrinter.Print(parsed.Spec, []), StringComparison.Ordinal);
        var (source, diagnostics, compiler) = Generation.Run(Generation.Model(attributes));
        Assert.Empty(diagnostics);
        Assert.Empty(compiler);
        Assert.Contains($"Deviation = [0.5f, 1f, 1f], {property} }},", source, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_of_the_same_names_are_told_apart()
    {
        const string Given = "Order = Freeze.ChannelOrder.Bgr, Orientation = Freeze.Orientation.AsStored";
        const string Others = "namespace Sample { public class ChannelOrder; public class Orientation; }";
        var attributes = GoldenTests.Residual.Replace("Mean = [0.5f, 0.25f, 0.125f]", Given, StringComparison.Ordinal);
        var (source, diagnostics, compiler) = Generation.Run(Generation.Model(attributes), Others);
        Assert.Empty(diagnostics);
        Assert.Empty(compiler);
        Assert.Contains(Given.Replace("Freeze.", "global::Freeze.", StringComparison.Ordinal), source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Models", "Orientation")]
    [InlineData("Models", "ChannelOrder")]
    [InlineData("Orientation.ChannelOrder", "Net")]
    public void A_model_may_be_called_as_the_options_types_are(string space, string name)
    {
        var input = s_plain.Input with { Order = ChannelOrderKind.Bgr, Orientation = OrientationKind.AsStored };
        var spec = s_plain with { Namespace = space, ClassName = name, Input = input };
        var (_, diagnostics, compiler) = Generation.Run(DefinitionPrinter.Print(spec, []));
        Assert.Empty(diagnostics);
        Assert.Empty(compiler);
    }

    [Fact]
    public void Every_option_has_a_hash_of_its_own_and_none_keeps_the_former_one()
    {
        Assert.Equal(HashBefore, StructureHash.Of(s_plain));
        var hashes = s_properties
            .Select(property => GoldenTests.Residual.Replace("Mean = [0.5f, 0.25f, 0.125f]", property, StringComparison.Ordinal))
            .Select(attributes => StructureHash.Of(RoundTripTests.Parse(Generation.Model(attributes)).Spec));
        string[] all = [HashBefore, .. hashes];
        Assert.Equal(6, all.Distinct().Count());
    }
}
