using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Tests.HandBuilt;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Each operator of the reference evaluator against ONNX Runtime.</summary>
public class OperatorTests
{
    private static readonly Dictionary<string, Func<GraphBuilder, string>> s_cases = new()
    {
        ["Conv"] = g => g.Node("Conv", ["x", g.Random("w", 6, 4, 3, 3), g.Random("b", 6)], ("pads", new long[] { 1, 1, 1, 1 })),
        ["Conv without bias, asymmetric, strided"] = g => g.Node("Conv", ["x", g.Random("w", 6, 4, 3, 2)], ("pads", new long[] { 0, 1, 2, 0 }), ("strides", new long[] { 2, 3 })),
        ["Conv grouped"] = g => g.Node("Conv", ["x", g.Random("w", 6, 2, 3, 3)], ("group", 2)),
        ["Conv depthwise, dilated"] = g => g.Node("Conv", ["x", g.Random("w", 4, 1, 3, 3)], ("group", 4), ("dilations", new long[] { 2, 1 })),
        ["Conv SAME_UPPER"] = g => g.Node("Conv", ["x", g.Random("w", 3, 4, 4, 4)], ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 })),
        ["Conv SAME_LOWER"] = g => g.Node("Conv", ["x", g.Random("w", 3, 4, 4, 4)], ("auto_pad", "SAME_LOWER"), ("strides", new long[] { 2, 2 })),
        ["Conv VALID"] = g => g.Node("Conv", ["x", g.Random("w", 3, 4, 4, 4)], ("auto_pad", "VALID")),
        ["BatchNormalization"] = g => g.Node("BatchNormalization", ["x", g.Random("g", 4), g.Random("b", 4), g.Random("m", 4), g.Positive("v", 4)], ("epsilon", 1e-3f)),
        ["Relu"] = g => g.Node("Relu", ["x"]),
        ["Clip"] = g => g.Node("Clip", ["x", g.Weights("lo", [], [-0.5f]), g.Weights("hi", [], [0.75f])]),
        ["Clip above only"] = g => g.Node("Clip", ["x", "", g.Weights("hi", [], [0.75f])]),
        ["LeakyRelu"] = g => g.Node("LeakyRelu", ["x"], ("alpha", 0.2f)),
        ["Sigmoid"] = g => g.Node("Sigmoid", ["x"]),
        ["Tanh"] = g => g.Node("Tanh", ["x"]),
        ["HardSigmoid"] = g => g.Node("HardSigmoid", ["x"], ("alpha", 0.3f)),
        ["HardSwish"] = g => g.Node("HardSwish", ["x"]),
        ["Add broadcast"] = g => g.Node("Add", ["x", g.Random("c", 4, 1, 1)]),
        ["Sub broadcast"] = g => g.Node("Sub", [g.Random("c", 1, 1, 5, 7), "x"]),
        ["Mul scalar"] = g => g.Node("Mul", ["x", g.Random("c")]),
        ["Div"] = g => g.Node("Div", ["x", g.Positive("c", 5, 1)]),
        ["MaxPool"] = g => g.Node("MaxPool", ["x"], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new long[] { 2, 2 })),
        ["MaxPool ceil"] = g => g.Node("MaxPool", ["x"], ("kernel_shape", new long[] { 2, 2 }), ("ceil_mode", 1), ("strides", new long[] { 2, 2 })),
        ["AveragePool"] = g => g.Node("AveragePool", ["x"], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 })),
        ["AveragePool counting padding"] = g => g.Node("AveragePool", ["x"], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1)),
        ["GlobalAveragePool"] = g => g.Node("GlobalAveragePool", ["x"]),
        ["ReduceMean"] = g => g.Node("ReduceMean", ["x"], ("axes", new long[] { 2, -1 })),
        ["ReduceMean without axes kept"] = g => g.Node("ReduceMean", ["x"], ("axes", new long[] { 1 }), ("keepdims", 0)),
        ["Flatten"] = g => g.Node("Flatten", ["x"], ("axis", 2)),
        ["Reshape"] = g => g.Node("Reshape", ["x", g.Integers(0, -1, 7)]),
        ["Transpose"] = g => g.Node("Transpose", ["x"], ("perm", new long[] { 0, 2, 3, 1 })),
        ["Squeeze and Unsqueeze"] = g => g.Node("Squeeze", [g.Node("Unsqueeze", ["x", g.Integers(0, -1)]), g.Integers(0)]),
        ["Concat"] = g => g.Node("Concat", ["x", g.Random("c", 2, 3, 5, 7), "x"], ("axis", 1)),
        ["Slice"] = g => g.Node("Slice", ["x", g.Integers(0, 1), g.Integers(long.MaxValue, -1), g.Integers(3, 2), g.Integers(2, 1)]),
        ["Slice backwards"] = g => g.Node("Slice", ["x", g.Integers(-1), g.Integers(long.MinValue + 1), g.Integers(2), g.Integers(-2)]),
        ["Pad"] = g => g.Node("Pad", ["x", g.Integers(0, 1, 2, 0, 0, 2, 0, 1), g.Weights("v", [], [0.5f])]),
        ["Pad cropping"] = g => g.Node("Pad", ["x", g.Integers(0, 0, -1, 0, 0, 0, 2, -2)]),
        ["Gemm"] = g => g.Node("Gemm", [g.Node("Flatten", ["x"]), g.Random("w", 5, 140), g.Random("b", 5)], ("transB", 1), ("alpha", 0.5f), ("beta", 2f)),
        ["MatMul"] = g => g.Node("MatMul", ["x", g.Random("w", 7, 3)]),
        ["Softmax"] = g => g.Node("Softmax", ["x"], ("axis", 1)),
        ["Identity"] = g => g.Node("Identity", ["x"]),
        ["Dropout"] = g => g.Node("Dropout", ["x"]),
        ["Cast"] = g => g.Node("Cast", ["x"], ("to", 7)),
        ["Constant"] = g => g.Node("Add", ["x", g.Node("Constant", [], ("value", new TensorProto { DataType = 1, FloatData = { 1.5f } }))]),
        ["Shape and Gather"] = g => g.Node("Gather", [g.Node("Shape", ["x"]), g.Integers(1, -1)]),
        ["Gather on an axis"] = g => g.Node("Gather", ["x", g.Integers(3, 0, 0)], ("axis", 1)),
        ["ConstantOfShape"] = g => g.Node("ConstantOfShape", [g.Node("Shape", ["x"])], ("value", new TensorProto { Dims = { 1 }, DataType = 1, FloatData = { 2.5f } })),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    internal static IEnumerable<HandBuiltCase> HandBuilt => s_cases.Select(c => new HandBuiltCase(c.Key, Opset(c.Key), [2, 4, 5, 7], c.Value));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluator_agrees_with_ONNX_Runtime(string name)
    {
        var builder = new GraphBuilder([2, 4, 5, 7], Opset(name));
        builder.Output(s_cases[name](builder), name is "Cast" or "Shape and Gather" ? 7 : 1);
        Oracle.AssertLikeOnnxRuntime(builder);
    }

    private static int Opset(string name) => name == "HardSwish" ? 14 : 13;

    [Fact]
    public void Softmax_of_old_operator_sets_sees_a_matrix()
    {
        var builder = new GraphBuilder([2, 4, 5, 7], opset: 11);
        builder.Output(builder.Node("Softmax", ["x"], ("axis", 2)));
        Oracle.AssertLikeOnnxRuntime(builder);
    }
}
