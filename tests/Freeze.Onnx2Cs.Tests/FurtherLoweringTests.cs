using Freeze.Onnx2Cs.Tests.HandBuilt;
using static Freeze.Onnx2Cs.Tests.Fragments;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>
/// Operators of networks other than plain residual ones: lowered as expected, compared with the reference evaluator, then compiled and
/// compared with ONNX Runtime. A convolution with a window of all sees every pixel, so that a mistake anywhere shows.
/// </summary>
public class FurtherLoweringTests
{
    private static readonly Dictionary<string, (string Layers, Func<GraphBuilder, string> Build)> s_cases = new()
    {
        ["leaky relu"] = ("Conv2D Activation", g => g.Node("LeakyRelu", [Conv(g)], ("alpha", 0.2f))),
        ["prelu for each channel"] = ("Conv2D ScaleShift ScaleShift Activation Add", g => g.Node("PRelu", [Conv(g), g.Random("s", 4, 1, 1)])),
        ["prelu with one slope"] = ("Conv2D Activation", g => g.Node("PRelu", [Conv(g), g.Weights("s", [1], [0.3f])])),
        ["clip to any range"] = ("Conv2D Activation", g => g.Node("Clip", [Conv(g), g.Weights("lo", [], [-0.5f]), g.Weights("hi", [], [0.75f])])),
        ["clip above"] = ("Conv2D Activation", g => g.Node("Clip", [Conv(g), "", g.Weights("hi", [], [0.75f])])),
        ["elu"] = ("Conv2D Activation", g => g.Node("Elu", [Conv(g)])),
        ["selu"] = ("Conv2D Activation ScaleShift", g => g.Node("Selu", [Conv(g)])),
        ["softplus"] = ("Conv2D", g => g.Node("Softplus", [Conv(g)])),
        ["mish"] = ("Conv2D Activation Activation Multiply", g => Twice(g, Conv(g), x => g.Node("Tanh", [g.Node("Softplus", [x])]))),
        ["hard sigmoid of Keras"] = ("Conv2D Activation", g => g.Node("HardSigmoid", [Conv(g)])),
        ["gelu"] = ("Conv2D", g => Gelu(g, Conv(g))),
        ["gelu by tanh"] = ("Conv2D Activation ScaleShift Add ScaleShift ScaleShift ScaleShift Multiply", g => TanhGelu(g, Conv(g))),
        ["hard swish, divided last"] = ("Conv2D", g => g.Node("Div", [Twice(g, Conv(g), x => Relu6(g, x)), g.Weights("six", [], [6])])),
        ["erf alone"] = ("Conv2D Activation", g => g.Node("Erf", [Conv(g)])),
        ["exp, sqrt, reciprocal"] = ("Conv2D Activation Activation Activation",
            g => g.Node("Reciprocal", [g.Node("Sqrt", [g.Node("Exp", [Conv(g)])])])),
        ["a power"] = ("Conv2D Activation", g => g.Node("Pow", [Conv(g), g.Weights("p", [], [2])])),
        ["absolute value"] = ("Conv2D Activation ScaleShift Add", g => g.Node("Abs", [Conv(g)])),
        ["negative"] = ("Conv2D", g => g.Node("Neg", [Conv(g)])),
        ["product"] = ("Conv2D Conv2D Multiply", g => g.Node("Relu", [g.Node("Mul", [Conv(g), Conv(g)])])),
        ["difference"] = ("Conv2D Conv2D", g => g.Node("Sub", [Conv(g), Conv(g)])),
        ["quotient"] = ("Conv2D Conv2D Activation Activation Multiply", g => g.Node("Div", [Conv(g), g.Node("Exp", [Conv(g)])])),
        ["gate of channels"] = ("Conv2D GlobalAveragePool Conv2D Multiply",
            g => Twice(g, Conv(g), x => g.Node("Sigmoid", [Pointwise(g, g.Node("GlobalAveragePool", [x]), 4)]))),
        ["gate of pixels"] = ("Conv2D Conv2D Rearrange Multiply", g => Twice(g, Conv(g), x => g.Node("Sigmoid", [Pointwise(g, x, 1)]))),
        ["gate expanded first"] = ("Conv2D MaxPool Activation Multiply", g => Twice(g, Conv(g), x =>
            g.Node("Expand", [g.Node("Sigmoid", [g.Node("GlobalMaxPool", [x])]), g.Integers(1, 4, 7, 6)]))),
        ["shift of channels"] = ("Conv2D MaxPool Add", g => { var x = Conv(g); return g.Node("Add", [g.Node("GlobalMaxPool", [x]), x]); }),
        ["larger of two"] = ("Conv2D Conv2D ScaleShift Add Activation Multiply ScaleShift Multiply Add", g => g.Node("Max", [Conv(g), Conv(g)])),
        ["smaller of two and a number"] = ("Conv2D Conv2D ScaleShift Add Activation Multiply ScaleShift Multiply Add Activation",
            g => g.Node("Min", [Conv(g), Conv(g), g.Weights("c", [], [0.25f])])),
        ["larger than a number each"] = ("Conv2D ScaleShift Activation Multiply ScaleShift Add", g => g.Node("Max", [g.Random("c", 4, 1, 1), Conv(g)])),
        ["sum of three"] = ("Conv2D Conv2D Conv2D", g => g.Node("Sum", [Conv(g), Conv(g), Conv(g)])),
        ["mean of two"] = ("Conv2D Conv2D Add ScaleShift", g => g.Node("Mean", [g.Node("Relu", [Conv(g)]), g.Node("Relu", [Conv(g)])])),
        ["sum over pixels"] = ("Conv2D GlobalAveragePool ScaleShift Add",
            g => { var x = Conv(g); return g.Node("Add", [x, g.Node("ReduceSum", [x, g.Integers(2, 3)])]); }),
        ["mean over channels"] = ("Conv2D Conv2D", g => g.Node("ReduceMean", [Conv(g)], ("axes", new long[] { 1 }))),
        ["split and joined"] = ("Conv2D Rearrange Rearrange Concat", Split),
        ["padded with a number"] = ("Conv2D Conv2D ScaleShift", g => g.Node("Pad", [Conv(g), g.Integers(0, 0, 1, 2, 0, 0, 1, 0), g.Weights("v", [], [0.5f])])),
        ["local response"] = ("Conv2D Activation Conv2D Activation Multiply", g => g.Node("LRN", [Conv(g)], ("size", 3), ("alpha", 0.5f))),
        ["instance norm"] = ("Conv2D GlobalAveragePool ScaleShift Add Activation GlobalAveragePool ScaleShift Activation Multiply ScaleShift",
            g => g.Node("InstanceNormalization", [Conv(g), g.Random("s", 4), g.Random("b", 4)])),
        ["layer norm, channels last"] = ("Conv2D LayerNorm",
            g => First(g, g.Node("LayerNormalization", [Last(g, Conv(g)), g.Random("s", 4), g.Random("b", 4)]))),
        ["dense and activation, channels last"] = ("Conv2D Conv2D",
            g => First(g, g.Node("Relu", [g.Node("MatMul", [Last(g, Conv(g)), g.Random("m", 4, 5)])]))),
        ["pad and slice, channels last"] = ("Conv2D Conv2D Rearrange",
            g => First(g, g.Node("Slice", [g.Node("Pad", [Last(g, Conv(g)), g.Integers(0, 1, 0, 2, 0, 0, 1, 0)]), g.Integers(1), g.Integers(5),
                g.Integers(3)]))),
        ["channels joined, channels last"] = ("Conv2D Conv2D Concat",
            g => First(g, g.Node("Concat", [Last(g, Conv(g)), Last(g, Conv(g))], ("axis", 3)))),
        ["tokens"] = ("Conv2D Conv2D", g => g.Node("Reshape", [g.Node("Transpose", [g.Node("MatMul", [g.Node("Transpose",
            [g.Node("Reshape", [Conv(g), g.Integers(0, 4, -1)])], ("perm", new long[] { 0, 2, 1 })), g.Random("m", 4, 4)])],
                ("perm", new long[] { 0, 2, 1 })), g.Integers(0, 4, 7, 6)])),
        ["max pool, SAME"] = ("Conv2D MaxPool",
            g => g.Node("MaxPool", [Conv(g)], ("kernel_shape", new long[] { 3, 2 }), ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 }))),
        ["average pool, ceil_mode"] = ("Conv2D AveragePool",
            g => g.Node("AveragePool", [Conv(g)], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1))),
        ["half weights"] = ("Conv2D Conv2D", g => g.Node("Conv", [Conv(g), g.Node("Cast", [Half(g, 3, 4, 1, 1)], ("to", 1))])),
        ["expanded to what it is"] = ("Conv2D", g => g.Node("Expand", [Conv(g), g.Integers(1, 4, 1, 1)])),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    internal static IEnumerable<HandBuiltCase> HandBuilt => s_cases.Select(c => new HandBuiltCase(c.Key, 17, [1, 4, 7, 6], c.Value.Build, Compiles: true));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lowered_graph_computes_the_same(string name)
    {
        var (layers, build) = s_cases[name];
        var g = new GraphBuilder([1, 4, 7, 6], opset: 17);
        var x = build(g);
        var shape = Oracle.Reference(g.Output(x).ToGraph(), g.RandomInput()).Shape;
        g.Graph.Output.Clear();
        g.Output(g.Node("Conv", [x, g.Random("all", 3, shape[1], shape[2], shape[3])]));
        var model = Oracle.AssertCompilesRight(g);
        Oracle.AssertLayers(layers + " Conv2D", model);

        // Sums that an operator was taken apart into end no residual block.
        Assert.Equal(name is "sum of three" or "mean of two", model.Spec.Probes.Count > 0);
    }

    [Fact]
    public void Log_softmax_keeps_improbable_classes_apart()
    {
        var g = new GraphBuilder([1, 4, 7, 6]);
        var row = g.Node("Flatten", [g.Node("GlobalAveragePool", [Conv(g)])]);
        g.Output(g.Node("LogSoftmax", [g.Node("Mul", [row, g.Weights("k", [], [300])])], ("axis", 1)));
        Assert.Equal(Generators.Specs.LayerKind.LogSoftmax, Oracle.AssertCompilesRight(g).Spec.Layers[^1].Kind);
    }

    [Fact]
    public void Operands_of_operator_set_6_are_aligned_at_their_axis()
    {
        var g = new GraphBuilder([1, 4, 4, 4], opset: 6);
        var x = g.Node("Add", [g.Node("Relu", [Conv(g)]), g.Random("b", 4)], ("broadcast", 1), ("axis", 1));
        g.Output(g.Node("Conv", [x, g.Random("all", 3, 4, 4, 4)]));
        
        // ONNX Runtime no longer knows the operator; the stored outputs of the backend cases vouch for the evaluator.
        Oracle.AssertLowersRight(g);
    }

    [Fact]
    public void Normalisation_at_the_head_joins_the_input()
    {
        var g = new GraphBuilder([1, 3, 7, 6]);
        var x = g.Node("Div", [g.Node("Sub", ["x", g.Weights("mean", [1, 3, 1, 1], [0.4f, 0.5f, 0.6f])]), g.Weights("std", [3, 1, 1], [0.2f,
            0.25f, 0.3f])]);
        g.Output(g.Node("Conv", [x, g.Random("w", 5, 3, 7, 6)]));
        var input = Oracle.AssertCompilesRight(g).Spec.Input;
        Assert.Equal([0.4f, 0.5f, 0.6f], input.Mean.Select(value => MathF.Round(value, 4)));
        Assert.Equal([0.2f, 0.25f, 0.3f], input.Deviation.Select(value => MathF.Round(value, 4)));
    }
}
