using Freeze.Onnx2Cs.Lowering;

namespace Freeze.Onnx2Cs.Tests;

public class NamingTests
{
    [Theory]
    [InlineData("layer1.0.conv1.weight", "anything", "layer1.0.conv1")]
    [InlineData("onnx::Conv_12", "/layer1/layer1.0/conv1/Conv", "layer1.0.conv1")]
    [InlineData("onnx::Conv_12", "/layers/layers.2/sc/sc.0/Conv_1", "layers.2.sc.0")]
    [InlineData("w", "stem", "stem")]
    [InlineData("w", "Conv_17", "conv1")]
    [InlineData("w", "", "conv1")]
    [InlineData("image.weight", "", "image_2")]
    [InlineData("a\n\"; Evil(); //.weight", "", "a\n\"; Evil(); //")]
    public void Layers_keep_the_names_that_their_author_gave_them(string weight, string node, string expected)
    {
        var g = new GraphBuilder([1, 3, 6, 6]);
        var conv = g.Named(node, "Conv", ["x", g.Random(weight, 4, 3, 3, 3)]);
        g.Output(g.Node("GlobalAveragePool", [conv]));
        var model = Converter.Convert(g.ToGraph(), new());
        Assert.Equal(expected, model.Spec.Layers[0].Name);
        Assert.Contains(expected + ".weight", model.Tensors.Keys);
    }

    [Fact]
    public void Quantised_weights_have_the_name_of_those_that_they_stand_for()
    {
        var g = new GraphBuilder([1, 3, 6, 6]);
        var (scale, zero) = (g.Weights("scale", [], [0.1f]), g.SignedBytes("zero", [], new sbyte[1]));
        var stored = g.Node("DequantizeLinear", [g.SignedBytes("a.conv1.weight_quantized", [3, 3, 1, 1], new sbyte[9]), scale, zero]);
        var rounded = g.Node("DequantizeLinear", [g.Node("QuantizeLinear", [g.Random("a.conv2.weight", 3, 3, 1, 1), scale, zero]), scale, zero]);
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", [g.Node("Relu", [g.Node("Conv", ["x", stored])]), rounded])]));
        var layers = Converter.Convert(g.ToGraph(), new()).Spec.Layers;
        Assert.Equal(["a.conv1", "a.conv2"], layers.Take(2).Select(layer => layer.Name));
    }

    [Fact]
    public void Layers_that_share_weights_are_told_apart()
    {
        var g = new GraphBuilder([1, 3, 6, 6]);
        g.Random("shared.weight", 3, 3, 1, 1);
        var x = g.Node("Conv", [g.Node("Conv", ["x", "shared.weight"]), "shared.weight"]);
        g.Output(g.Node("GlobalAveragePool", [g.Node("Mul", [x, g.Weights("two", [], [2])])]));
        var model = Oracle.AssertLowersRight(g);
        Assert.Equal(["shared", "shared_2", "pool"], model.Spec.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Blocks_without_names_are_numbered()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var x = LoweringTests.Conv(g, "x");
        for (var i = 0; i < 2; i++) x = g.Node("Relu", [g.Node("Add", [LoweringTests.Conv(g, g.Node("Relu", [LoweringTests.Conv(g, x)])), x])]);
        g.Output(g.Node("GlobalAveragePool", [x]));
        Assert.Equal(["block1@conv3", "block2@conv5"], Oracle.AssertLowersRight(g).Spec.Probes.Select(probe => $"{probe.Name}@{probe.At}"));
    }

    [Theory]
    [InlineData("/models/ResNet 18 (v2).onnx", "resnet-18-v2", "Resnet18V2")]
    [InlineData("/models/my-net/model.onnx", "my-net", "MyNet")]
    [InlineData("/models/18.onnx", "18", "Model18")]
    public void Names_are_made_from_the_path(string path, string name, string className)
    {
        Assert.Equal(name, ModelNames.FromPath(path));
        Assert.Equal(className, ModelNames.ToClassName(name));
    }
}
