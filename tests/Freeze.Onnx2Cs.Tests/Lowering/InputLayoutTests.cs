using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests.Lowering;

/// <summary>Inputs of every rank, order of axes and type; each is computed as the reference evaluator computes it.</summary>
public class InputLayoutTests
{
    [Theory]
    [InlineData(new[] { 1, 6, 32, 3 })] // narrow, and its channels come first
    [InlineData(new[] { 1, 3, 3, 3 })]
    [InlineData(new[] { 1, 1, 5, 4 })]
    [InlineData(new[] { 1, 8, 8, 8 })]
    public void Channels_first(int[] shape)
    {
        var g = new GraphBuilder(shape);
        var model = Classified(g, g.Node("Conv", ["x", g.Random("w", 5, shape[1], 3, 3)], ("pads", new long[] { 1, 1, 1, 1 })));
        Assert.Equal((shape[1], shape[2], shape[3]), (model.Spec.Input.Channels, model.Spec.Input.Height, model.Spec.Input.Width));
        Assert.Equal(2, model.Spec.Layers.Count);
    }

    [Theory]
    [InlineData(new[] { 1, 7, 5, 3 })]
    [InlineData(new[] { 1, 3, 3, 3 })]
    [InlineData(new[] { 1, 4, 4, 4 })]
    [InlineData(new[] { 1, 6, 5, 12 })] // more channels than a photograph has
    [InlineData(new[] { 1, 2, 7, 5 })]
    public void Channels_last(int[] shape)
    {
        var g = new GraphBuilder(shape);
        var first = g.Node("Transpose", ["x"], ("perm", new long[] { 0, 3, 1, 2 }));
        var model = Classified(g, g.Node("Conv", [first, g.Random("w", 5, shape[3], 2, 2)]));
        Assert.Equal((shape[3], shape[1], shape[2]), (model.Spec.Input.Channels, model.Spec.Input.Height, model.Spec.Input.Width));
        Assert.Equal(2, model.Spec.Layers.Count);
    }

    [Fact]
    public void Without_a_batch_and_of_bytes()
    {
        var g = new GraphBuilder([6, 5, 3]);
        g.Graph.Input[0].Type.TensorType.ElemType = 2;
        var batch = g.Node("Unsqueeze", [g.Node("Cast", ["x"], ("to", 1)), g.Integers(0)]);
        var scaled = g.Node("Div", [g.Node("Transpose", [batch], ("perm", new long[] { 0, 3, 1, 2 })), g.Weights("d", [], [255])]);
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", [scaled, g.Random("w", 5, 3, 3, 3)])]));
        var graph = g.ToGraph();
        var model = Converter.Convert(graph, new());
        var input = new OnnxTensor([6, 5, 3], [.. Enumerable.Range(0, 90).Select(i => (double)(i * 37 % 256))], ElementType.UInt8);
        Assert.InRange(Oracle.WorstError(Oracle.Reference(graph, input).Values, Oracle.Lowered(model, input)), 0, 1e-5);
        Assert.Equal((3, 6, 5), (model.Spec.Input.Channels, model.Spec.Input.Height, model.Spec.Input.Width));
    }

    [Fact]
    public void A_fixed_batch_is_lowered_as_one_image()
    {
        var g = new GraphBuilder([8, 3, 6, 6]);
        var row = g.Node("Reshape", [g.Node("Conv", ["x", g.Random("w", 4, 3, 3, 3)]), g.Integers(8, -1)]);
        g.Output(g.Node("MatMul", [row, g.Random("m", 64, 5)]));
        Assert.Equal(8, Oracle.AssertLowersRight(g).Batch);
    }

    [Fact]
    public void A_size_that_the_file_does_not_tell_is_stated()
    {
        var g = new GraphBuilder([1, 3, 6, 6]);
        g.Graph.Input[0].Type.TensorType.Shape = null;
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", ["x", g.Random("w", 4, 3, 3, 3)])]));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("has no shape, which does not tell the size of an image; state it, as in --input-shape 1,3,224,224", message, StringComparison.Ordinal);
        Assert.Equal(6, Converter.Convert(g.ToGraph(), new() { InputShape = [1, 3, 6, 6] }).Spec.Input.Height);
    }

    [Fact]
    public void A_stated_shape_must_fit_the_file()
    {
        var g = new GraphBuilder([1, 3, 6, 6]);
        g.Graph.Input[0].Type.TensorType.Shape.Dim[2] = new DimensionProto();
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", ["x", g.Random("w", 4, 3, 3, 3)])]));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new() { InputShape = [1, 3, 9, 7] })).Message;
        Assert.Contains("--input-shape 1,3,9,7 does not fit input \"x\" of shape [1,3,?,6]", message, StringComparison.Ordinal);
        Assert.Equal(9, Converter.Convert(g.ToGraph(), new() { InputShape = [1, 3, 9, 6] }).Spec.Input.Height);
    }

    private static ConvertedModel Classified(GraphBuilder g, string x)
    {
        g.Output(g.Node("GlobalAveragePool", [x]));
        return Oracle.AssertCompilesRight(g);
    }
}
