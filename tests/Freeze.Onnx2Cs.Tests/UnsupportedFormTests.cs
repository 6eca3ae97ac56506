using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Operators that are supported, in forms that are not: each says what it met.</summary>
public class UnsupportedFormTests
{
    [Fact]
    public void Forms_that_are_not_supported_say_what_they_met()
    {
        var g = new GraphBuilder([1, 4, 6, 6], symbolicBatch: true);
        var cubic = g.Named("up", "Resize", ["x", "", g.Weights("s", [4], [1, 1, 2, 2])], ("mode", "cubic"));
        var batch = g.Named("mean", "ReduceMean", ["x"], ("axes", new long[] { 0, 1 }));
        var power = g.Named("pow", "Pow", ["x", "x"]);
        var whole = g.Named("whole", "Cast", ["x"], ("to", 6));
        g.Output(g.Node("Sum", [cubic, batch, power, whole]));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.StartsWith("4 problems in model.onnx", message, StringComparison.Ordinal);
        Assert.Contains("Resize x1 (first: up on [1,4,6,6]) with mode \"cubic\" is not supported", message, StringComparison.Ordinal);
        Assert.Contains("ReduceMean x1 (first: mean on [1,4,6,6]) over the batch", message, StringComparison.Ordinal);
        Assert.Contains("Pow x1 (first: pow on [1,4,6,6] and [1,4,6,6]) with an exponent", message, StringComparison.Ordinal);
        Assert.Contains("Cast x1 (first: whole on [1,4,6,6]) of values that depend on the image to whole numbers", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_with_more_inputs_than_they_can_have_are_refused()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var (one, two) = (g.Weights("one", [], [1]), g.Weights("two", [], [2]));
        g.Output(g.Named("add", "Add", [one, two, LoweringTests.Conv(g, "x")]));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("Add x1 (first: add on [1,4,6,6]) has more inputs than it can have", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_convolution_of_constants_is_refused()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var pixels = g.Node("ConvInteger", [g.Bytes("c", [1, 4, 6, 6], new byte[144]), g.SignedBytes("w", [4, 4, 1, 1], new sbyte[16])]);
        g.Output(g.Node("GlobalAveragePool", [g.Node("Add", [LoweringTests.Conv(g, "x"), g.Node("Cast", [pixels], ("to", 1))])]));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("ConvInteger x1", message, StringComparison.Ordinal);
        Assert.Contains("of a constant is not supported", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_without_elements_are_refused()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var empty = g.Node("Expand", [g.Node("GlobalAveragePool", ["x"]), g.Integers(1, 4, 0, 6)]);
        g.Output(g.Node("GlobalAveragePool", [g.Named("sum", "Add", [empty, g.Node("Relu", [empty])])]));
        Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new()));
    }

    [Fact]
    public void A_second_output_that_something_reads_is_named()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var pooled = g.Named("pool", "MaxPool", ["x"], ("kernel_shape", new long[] { 2, 2 }));
        g.Graph.Node[^1].Output.Add("places");
        g.Output(g.Node("GlobalAveragePool", [g.Node("Add", [pooled, g.Node("Cast", ["places"], ("to", 1))])]));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("MaxPool x1 (first: pool on [1,4,6,6]) with output 2 in use is not supported", message, StringComparison.Ordinal);
        Assert.StartsWith("1 problem", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_bytes_takes_no_normalisation()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        g.Graph.Input[0].Type.TensorType.ElemType = 2;
        g.Output(g.Node("GlobalAveragePool", [LoweringTests.Conv(g, g.Node("Cast", ["x"], ("to", 1)))]));
        var refusal = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new() { Mean = [0.5f] }));
        Assert.Contains("takes bytes", refusal.Message, StringComparison.Ordinal);
    }
}
