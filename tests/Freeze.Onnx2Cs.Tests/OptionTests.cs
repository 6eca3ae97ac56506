using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Tests.Networks;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Probes where the user wants them, lengths of symbolic dimensions, and images that the graph itself resizes.</summary>
public class OptionTests
{
    [Fact]
    public void Probes_look_behind_layers_nodes_and_values()
    {
        var graph = ResNets.Basic(32).Graph.ToGraph();
        var first = graph.Nodes.First(node => node.Operator == "MaxPool").Outputs[0];
        var model = Converter.Convert(graph, new() { ProbeAt = ["layer2.0.conv1", first] });
        Assert.Equal(["pool", "layer2.0.conv1"], model.Spec.Probes.Select(probe => probe.Name));
        Assert.Equal(["pool", "layer2.0.conv1"], model.Spec.Probes.Select(probe => probe.At));
    }

    [Fact]
    public void A_value_that_was_folded_away_is_found_behind_what_it_became_part_of()
    {
        var graph = ResNets.Basic(32).Graph.ToGraph();
        var sum = graph.Nodes.First(node => node.Operator == "Add").Outputs[0];
        Assert.Equal(["layer1.0.conv2"], Converter.Convert(graph, new() { ProbeAt = [sum] }).Spec.Probes.Select(probe => probe.At));
    }

    [Fact]
    public void Places_that_are_none_are_reported_together()
    {
        var graph = ResNets.Basic(32).Graph.ToGraph();
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(graph, new() { ProbeAt = ["no\nwhere", graph.Outputs[0].Name] })).Message;
        Assert.StartsWith("2 problems", message, StringComparison.Ordinal);
        Assert.Contains("called \"no\\u000awhere\"", message, StringComparison.Ordinal);
        Assert.Contains("would look at the output", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Symbolic_dimensions_get_lengths()
    {
        var g = new GraphBuilder([1, 3, 24, 20]);
        string[] names = ["N", "", "height", "width"];
        for (var i = 0; i < 4; i++) if (names[i].Length > 0) g.Graph.Input[0].Type.TensorType.Shape.Dim[i] = new DimensionProto { DimParam = names[i] };
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", ["x", g.Random("w", 5, 3, 3, 3)])]));
        var refused = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("has the shape [?,3,?,?]", refused, StringComparison.Ordinal);
        Assert.Contains("--input-dim height=224", refused, StringComparison.Ordinal);
        var dimensions = new Dictionary<string, int> { ["N"] = 1, ["height"] = 24, ["width"] = 20 };
        var input = Converter.Convert(OnnxFile.Parse(g.ToBytes(), "model.onnx", dimensions), new()).Spec.Input;
        Assert.Equal((3, 24, 20), (input.Channels, input.Height, input.Width));
        dimensions["depth"] = 7;
        refused = Assert.Throws<ConversionException>(() => OnnxFile.Parse(g.ToBytes(), "model.onnx", dimensions)).Message;
        Assert.Contains("No dimension of the input is called \"depth\"; there are \"N\", \"height\", \"width\"", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_of_any_size_that_the_graph_resizes_have_the_size_that_it_resizes_to(bool channelsLast)
    {
        var g = new GraphBuilder(channelsLast ? [1, 24, 20, 3] : [1, 3, 24, 20]);
        foreach (var axis in channelsLast ? new[] { 1, 2 } : [2, 3])
            g.Graph.Input[0].Type.TensorType.Shape.Dim[axis] = new DimensionProto { DimParam = $"d{axis}" };
        var x = g.Node("Div", ["x", g.Weights("d", [], [255])]);
        if (channelsLast) x = g.Node("Transpose", [x], ("perm", new long[] { 0, 3, 1, 2 }));
        x = g.Node("Resize", [x, "", "", g.Integers(1, 3, 24, 20)], ("mode", "linear"));
        x = g.Node("Sub", [x, g.Weights("m", [3, 1, 1], [0.4f, 0.5f, 0.6f])]);
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", [x, g.Random("w", 5, 3, 3, 3)])]));
        var model = Oracle.AssertCompilesRight(g);
        Assert.Equal((3, 24, 20), (model.Spec.Input.Channels, model.Spec.Input.Height, model.Spec.Input.Width));
        Assert.Equal(channelsLast ? 1 : 24 * 20, model.Input.View.Strides[channelsLast ? 2 : 1]);
        Assert.Equal("Conv2D GlobalAveragePool", string.Join(' ', model.Spec.Layers.Select(layer => layer.Kind)));
    }

    [Fact]
    public void Images_of_a_fixed_size_are_resized_by_the_model_behind_the_normalisation()
    {
        var g = new GraphBuilder([1, 3, 24, 20]);
        var x = g.Node("Resize", [g.Node("Div", ["x", g.Weights("d", [], [255])]), "", "", g.Integers(1, 3, 12, 16)], ("mode", "linear"));
        x = g.Node("Sub", [x, g.Weights("m", [3, 1, 1], [0.4f, 0.5f, 0.6f])]);
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", [x, g.Random("w", 5, 3, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }))]));
        var model = Oracle.AssertCompilesRight(g);
        Assert.Equal("Rearrange Resample Conv2D GlobalAveragePool", string.Join(' ', model.Spec.Layers.Select(layer => layer.Kind)));
        Assert.All(model.Input.Folded.Scale, scale => Assert.Equal(1 / 255.0, scale, 9));
        Assert.Equal([-0.4, -0.5, -0.6], model.Input.Folded.Shift.Select(shift => Math.Round(shift, 6)));
    }
}
