namespace Freeze.Generators.Tests;

/// <summary>One mistake each: the number of the diagnostic, the line of the attribute at which it points, and a word of its message.</summary>
public class DiagnosticTests
{
    [Theory]
    [InlineData("FRZ001", 3, "did you mean 'stem'", """[Dense("fc", From = "Stem", Outputs = 2)]""")]
    [InlineData("FRZ002", 3, "a cycle", """[Dense("fc", From = "fc", Outputs = 2)]""")]
    [InlineData("FRZ002", 3, "made later", """
        [GlobalAveragePool("pool", From = "late")]
        [Conv2D("late", From = "stem", Channels = 2)]
        """)]
    [InlineData("FRZ003", 3, "16x8x8", """[Conv2D("half", From = "stem", Channels = 16, Stride = 2, Add = "stem")]""")]
    [InlineData("FRZ003", 3, "larger than its padded input", """[MaxPool("pool", From = "stem", Kernel = 9)]""")]
    [InlineData("FRZ003", 3, "padding alone", """[MaxPool("pool", From = "stem", Kernel = 2, Pad = 2)]""")]
    [InlineData("FRZ003", 3, "only enter a Conv2D", """[Dense("fc", From = Image, Outputs = 2)]""")]
    [InlineData("FRZ004", 3, "Two layers", """[Conv2D("stem", From = Image, Channels = 16)]""")]
    [InlineData("FRZ004", 3, "no name", """[Conv2D("", From = Image, Channels = 16)]""")]
    [InlineData("FRZ004", 3, "name of the input", """[Conv2D("image", From = "stem", Channels = 16)]""")]
    [InlineData("FRZ006", 3, "0 channels", """[Conv2D("c", From = "stem")]""")]
    [InlineData("FRZ006", 3, "kernel of -1x-1", """[Conv2D("c", From = "stem", Channels = 1, Kernel = -1)]""")]
    [InlineData("FRZ006", 3, "stride of 0x0", """[Conv2D("c", From = "stem", Channels = 1, Stride = 0)]""")]
    [InlineData("FRZ006", 3, "padding of 2147483647", """[Conv2D("c", From = "stem", Channels = 1, Pad = int.MaxValue)]""")]
    [InlineData("FRZ006", 3, "top, left, bottom and right", """[Conv2D("c", From = "stem", Channels = 1, Pads = [1, 2])]""")]
    [InlineData("FRZ006", 3, "two must be given", """[Add("sum", From = ["stem"])]""")]
    [InlineData("FRZ003", 4, "multiplies 16x8x8 and 4x1x1", """
        [Conv2D("c", From = "stem", Channels = 4)] [GlobalAveragePool("p", From = "c")]
        [Multiply("m", From = ["stem", "p"])]
        """)]
    [InlineData("FRZ006", 3, "cannot have LeakyRelu fused", """[Conv2D("c", From = "stem", Channels = 16, Activation = Activation.LeakyRelu)]""")]
    [InlineData("FRZ006", 3, "bounds that cross", """[Activate("c", From = "stem", Activation = Activation.Clip, Alpha = 2, Beta = 1)]""")]
    [InlineData("FRZ006", 3, "no number from 0 on", """[LayerNorm("n", From = "stem", Epsilon = -1)]""")]
    [InlineData("FRZ006", 3, "0 channels", """[Rearrange("r", From = "stem", Height = 1, Width = 2, Lengths = [2], Strides = [1])]""")]
    [InlineData("FRZ006", 3, "size of 0x2", """[Rearrange("r", From = "stem", Channels = 1, Width = 2, Lengths = [2], Strides = [1])]""")]
    [InlineData("FRZ006", 3, "0 Lengths and 0 Strides", """[Rearrange("r", From = "stem", Channels = 1, Height = 1, Width = 2)]""")]
    [InlineData("FRZ006", 3, "1 Lengths and 2 Strides", """
        [Rearrange("r", From = "stem", Channels = 1, Height = 1, Width = 2, Lengths = [2], Strides = [1, 2])]
        """)]
    [InlineData("FRZ006", 3, "1 to 8 axes", """
        [Rearrange("r", From = "stem", Channels = 1, Height = 1, Width = 1, Lengths = [1, 1, 1, 1, 1, 1, 1, 1, 1],
            Strides = [0, 0, 0, 0, 0, 0, 0, 0, 0])]
        """)]
    [InlineData("FRZ006", 3, "at least 1", """
        [Rearrange("r", From = "stem", Channels = 1, Height = 1, Width = 2, Lengths = [2, 0], Strides = [1, 1])]
        """)]
    [InlineData("FRZ006", 3, "2x3x4, which is 24 elements; the product of its Lengths [2, 3, 5]", """
        [Rearrange("r", From = "stem", Channels = 2, Height = 3, Width = 4, Lengths = [2, 3, 5], Strides = [12, 4, 1])]
        """)]
    [InlineData("FRZ006", 3, "product", """
        [Rearrange("r", From = "stem", Channels = 65536, Height = 65536, Width = 65536,
            Lengths = [int.MaxValue, int.MaxValue, int.MaxValue], Strides = [0, 0, 0])]
        """)]
    [InlineData("FRZ003", 3, "reads elements 0 to 1024 of 16x8x8, which has elements 0 to 1023", """
        [Rearrange("r", From = "stem", Channels = 2, Height = 1, Width = 1, Lengths = [2], Strides = [1024])]
        """)]
    [InlineData("FRZ003", 3, "reads elements -1 to 6", """
        [Rearrange("r", From = "stem", Channels = 8, Height = 1, Width = 1, Lengths = [8], Strides = [-1], Offset = 6)]
        """)]
    [InlineData("FRZ003", 3, "to 2305843005992468481", """
        [Rearrange("r", From = "stem", Channels = 32768, Height = 65536, Width = 1, Lengths = [1073741824, 2], Strides = [int.MaxValue, 0])]
        """)]
    [InlineData("FRZ007", 3, "3 groups", """[Conv2D("c", From = "stem", Channels = 3, Groups = 3)]""")]
    [InlineData("FRZ008", 4, "no layer makes", """
        [Dense("fc", From = "stem", Outputs = 2)]
        [Probe("nowhere")]
        """)]
    [InlineData("FRZ008", 4, "last layer", """
        [Dense("fc", From = "stem", Outputs = 2)]
        [Probe("fc")]
        """)]
    [InlineData("FRZ010", 2, "floats", """[Conv2D("c", From = "stem", Channels = 16, Pad = 65536)]""")]
    [InlineData("FRZ011", 3, "Nobody reads", """
        [Dense("lost", From = "stem", Outputs = 2)]
        [Dense("fc", From = "stem", Outputs = 2)]
        """)]
    public void A_mistake_in_a_layer_is_reported_at_its_attribute(string id, int line, string word, string attributes) =>
        Check(id, line, word, Generation.Model($"""
            [FrozenModel("net")]
            [Input(3, 8, 8)]
            [Conv2D("stem", From = Image, Channels = 16)]
            {attributes}
            """));

    [Theory]
    [InlineData("FRZ009", 0, "no layers", """
        [FrozenModel("net")]
        [Input(3, 8, 8)]
        """)]
    [InlineData("FRZ006", 0, "no [Input", """
        [FrozenModel("net")]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    [InlineData("FRZ006", 0, "base name of files", """
        [FrozenModel("../net")]
        [Input(3, 8, 8)]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    [InlineData("FRZ006", 1, "Deviation", """
        [FrozenModel("net")]
        [Input(3, 8, 8, Deviation = [1, 1, 0])]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    [InlineData("FRZ006", 1, "only 3 are colours", """
        [FrozenModel("net")]
        [Input(1, 8, 8, Order = ChannelOrder.Bgr)]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    [InlineData("FRZ006", 1, "does not exist", """
        [FrozenModel("net")]
        [Input(3, 8, 8, Order = (ChannelOrder)2)]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    [InlineData("FRZ006", 1, "does not exist", """
        [FrozenModel("net")]
        [Input(3, 8, 8, Orientation = (Orientation)2)]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    [InlineData("FRZ006", 1, "either a number for each channel or an image", """
        [FrozenModel("net")]
        [Input(3, 8, 8, Mean = [1, 1, 1], MeanImage = true)]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    [InlineData("FRZ006", 1, "it goes from 8 to 65536", """
        [FrozenModel("net")]
        [Input(3, 9, 8, ShorterSide = 7)]
        [Conv2D("stem", From = Image, Channels = 16)]
        """)]
    public void A_mistake_in_the_model_is_reported_at_its_attribute(string id, int line, string word, string attributes) =>
        Check(id, line, word, Generation.Model(attributes));

    [Theory]
    [InlineData("derive from FrozenModel", "public sealed partial class Net;")]
    [InlineData("must be partial", "public sealed class Net : FrozenModel;")]
    [InlineData("must not be generic", "public sealed partial class Net<T> : FrozenModel;")]
    [InlineData("must not be nested", "public static partial class Outer { [FrozenModel(\"net\")] public sealed partial class Net : FrozenModel; }")]
    public void A_class_that_cannot_be_a_model_is_reported_at_its_name(string word, string declaration)
    {
        var attributes = declaration.Contains("Outer", StringComparison.Ordinal) ? "" : """[FrozenModel("net")]""";
        var (_, diagnostics, _) = Generation.Run(Generation.Model(attributes, declaration));
        var found = Assert.Single(diagnostics, d => d.Id == "FRZ005");
        Assert.Contains(word, found.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("Net", declaration[found.Location.GetLineSpan().StartLinePosition.Character..], StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var (_, diagnostics, compiler) = Generation.Run(Generation.Model("""
            [FrozenModel("net")]
            [Input(3, 8, 8)]
            [Conv2D("a", From = "x", Channels = 16)]
            [Conv2D("b", From = "y", Channels = 16)]
            [Probe("z")]
            """));
        Assert.Equal(["FRZ001", "FRZ001", "FRZ008"], diagnostics.Select(d => d.Id).Order());

        // The compiler does not add complaints about members that the generator would have written.
        Assert.Empty(compiler);
    }

    private static void Check(string id, int line, string word, string source)
    {
        var (_, diagnostics, _) = Generation.Run(source);
        var found = Assert.Single(diagnostics, d => d.Id == id);
        Assert.Contains(word, found.GetMessage(null), StringComparison.Ordinal);
        var span = found.Location.GetLineSpan();
        Assert.Equal("Model0.cs", span.Path);
        Assert.Equal(6 + line, span.StartLinePosition.Line);
        Assert.Equal(1, span.StartLinePosition.Character);
    }
}
