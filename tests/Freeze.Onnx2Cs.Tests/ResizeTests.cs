using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Resize and Upsample as exporters write them: the compiled network against ONNX Runtime.</summary>
public class ResizeTests
{
    public static TheoryData<string, string, string> Modes
    {
        get
        {
            var modes = new TheoryData<string, string, string>();
            foreach (var transformation in new[] { "asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners" })
            {
                modes.Add(transformation, "linear", "round_prefer_floor");
                foreach (var rounding in new[] { "floor", "ceil", "round_prefer_floor", "round_prefer_ceil" }) modes.Add(transformation, "nearest", rounding);
            }

            return modes;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_mode_enlarges_and_shrinks(string transformation, string mode, string rounding)
    {
        (string, object)[] attributes = [("mode", mode), ("coordinate_transformation_mode", transformation), ("nearest_mode", rounding)];
        Check(13, g => g.Node("Resize", [LoweringTests.Conv(g, "x"), "", g.Weights("s", [4], [1, 1, 2, 2])], attributes));
        Check(13, g => g.Node("Resize", [LoweringTests.Conv(g, "x"), "", g.Weights("s", [4], [1, 1, 0.6f, 1.7f])], attributes));
        Check(13, g => g.Node("Resize", [LoweringTests.Conv(g, "x"), "", "", g.Integers(1, 4, 3, 11)], attributes));
        Check(13, g => g.Node("Resize", [LoweringTests.Conv(g, "x"), "", "", g.Integers(1, 4, 1, 14)], attributes));
    }

    [Theory]
    [InlineData(7, "nearest")]
    [InlineData(7, "linear")]
    [InlineData(9, "nearest")]
    [InlineData(9, "linear")]
    public void Upsample_of_old_operator_sets(int opset, string mode) => Check(opset, g =>
    {
        if (opset >= 9) return g.Node("Upsample", [LoweringTests.Conv(g, "x"), g.Weights("s", [4], [1, 1, 3, 2])], ("mode", mode));
        var y = g.Node("Upsample", [LoweringTests.Conv(g, "x")], ("mode", mode));
        g.Graph.Node[^1].Attribute.Add(new Onnx.Wire.AttributeProto { Name = "scales", Type = 6, Floats = { 1, 1, 3, 2 } });
        return y;
    });

    [Theory]
    [InlineData("nearest")]
    [InlineData("linear")]
    public void Resize_of_operator_set_10(string mode) =>
        Check(10, g => g.Node("Resize", [LoweringTests.Conv(g, "x"), g.Weights("s", [4], [1, 1, 2, 1.5f])], ("mode", mode)));

    [Fact]
    public void Axes_of_operator_set_18() =>
        Check(18, g => g.Node("Resize", [LoweringTests.Conv(g, "x"), "", g.Weights("s", [2], [2, 3])], ("mode", "linear"), ("axes", new long[] { 2, 3 })));

    [Fact]
    public void Channels_last() => Check(17, g =>
        Fragments.First(g, g.Node("Resize", [Fragments.Last(g, LoweringTests.Conv(g, "x")), "", "", g.Integers(1, 14, 9, 4)], ("mode", "linear"))));

    [Fact]
    public void Cubic_resizing_is_refused()
    {
        var g = new GraphBuilder([1, 4, 7, 6]);
        g.Output(g.Named("up", "Resize", ["x", "", g.Weights("s", [4], [1, 1, 2, 2])], ("mode", "cubic")));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("Resize x1 (first: up on [1,4,7,6]) with mode \"cubic\" is not supported", message, StringComparison.Ordinal);
    }

    private static void Check(int opset, Func<GraphBuilder, string> build)
    {
        var g = new GraphBuilder([1, 4, 7, 6], opset);
        var x = build(g);
        var shape = Oracle.Reference(g.Output(x).ToGraph(), g.RandomInput()).Shape;
        g.Graph.Output.Clear();
        g.Output(g.Node("Conv", [x, g.Random("all", 3, shape[1], shape[2], shape[3])]));
        var model = Oracle.AssertCompilesRight(g);
        Assert.Equal([LayerKind.Conv2D, LayerKind.Resample, LayerKind.Conv2D], model.Spec.Layers.Select(layer => layer.Kind));
    }
}
