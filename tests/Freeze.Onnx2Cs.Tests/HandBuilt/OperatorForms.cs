using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>All operators, in the forms that operator sets give them.</summary>
internal static class OperatorForms
{
    private const int Newest = 22;

    public static IReadOnlyList<OperatorForm> All { get; } =
    [
        .. Pointwise(), .. Arithmetic(), .. WindowForms.All, .. ShapeForms.All, .. ReductionForms.All, .. NormalisationForms.All, .. LoweredForms.All,
    ];

    /// <summary>A form that the newest operator set still has.</summary>
    public static OperatorForm Of(string op, int from, Func<GraphBuilder, string> build, string form = "", int to = Newest) =>
        new(op, form, from, to, build);

    /// <summary>The image as a row.</summary>
    public static string Row(GraphBuilder g) => g.Node("Flatten", ["x"]);

    private static IEnumerable<OperatorForm> Pointwise()
    {
        foreach (var op in new[] { "Abs", "Elu", "Exp", "Identity", "Neg", "Relu", "Selu", "Sigmoid", "Softplus", "Tanh" })
            yield return Of(op, 7, g => g.Node(op, ["x"]));
        yield return Of("Elu", 7, g => g.Node("Elu", ["x"], ("alpha", 0.7f)), "alpha");
        yield return Of("Erf", 9, g => g.Node("Erf", ["x"]));
        yield return Of("Gelu", 20, g => g.Node("Gelu", ["x"]));
        yield return Of("Gelu", 20, g => g.Node("Gelu", ["x"], ("approximate", "tanh")), "tanh");
        yield return Of("HardSigmoid", 7, g => g.Node("HardSigmoid", ["x"], ("alpha", 0.3f), ("beta", 0.4f)));
        yield return Of("HardSwish", 14, g => g.Node("HardSwish", ["x"]));
        yield return Of("LeakyRelu", 7, g => g.Node("LeakyRelu", ["x"], ("alpha", 0.2f)));
        yield return Of("Log", 7, g => g.Node("Log", [g.Node("Exp", ["x"])]));
        yield return Of("Reciprocal", 7, g => g.Node("Reciprocal", [g.Node("Exp", ["x"])]));
        yield return Of("Sqrt", 7, g => g.Node("Sqrt", [g.Node("Exp", ["x"])]));
        yield return Of("Clip", 7, g => g.Node("Clip", ["x"], ("min", -0.5f), ("max", 0.75f)), "attributes", to: 10);
        yield return Of("Clip", 11, g => g.Node("Clip", ["x", g.Weights("lo", [], [-0.5f]), g.Weights("hi", [], [0.75f])]));
        yield return Of("PRelu", 7, g => g.Node("PRelu", ["x", g.Random("s", 4, 1, 1)]));
        yield return Of("Cast", 7, g => g.Node("Cast", ["x"], ("to", 1)));
        yield return Of("Dropout", 7, g => g.Node("Dropout", ["x"], ("ratio", 0.3f)), "attribute", to: 11);
        yield return Of("Dropout", 12, g => g.Node("Dropout", ["x", g.Weights("ratio", [], [0.3f])]));
        yield return Of("QuantizeLinear", 10, g => g.Node("DequantizeLinear", [g.Node("QuantizeLinear", ["x", Scale(g), Zero(g)]), "scale", "zero"]));
        yield return Of("QuantizeLinear", 13, g =>
        {
            var scales = g.Weights("scales", [4], [0.0171f, 0.0233f, 0.0119f, 0.0317f]);
            var zeros = g.SignedBytes("zeros", [4], new sbyte[4]);
            return g.Node("DequantizeLinear", [g.Node("QuantizeLinear", ["x", scales, zeros]), scales, zeros]);
        }, "a scale for each channel");
        yield return Of("DequantizeLinear", 10, g =>
        {
            var weights = g.Node("DequantizeLinear", [g.SignedBytes("w", [3, 4, 1, 1], [5, -7, 127, 3, -128, 1, 0, 9, 44, -3, 2, -90]), Scale(g)]);
            return g.Node("Conv", ["x", weights]);
        }, "weights");
        yield return Of("DequantizeLinear", 13, g =>
        {
            var scales = g.Weights("scales", [3], [0.02f, 0.03f, 0.01f]);
            var weights = g.SignedBytes("w", [3, 4, 1, 1], [5, -7, 127, 3, -128, 1, 0, 9, 44, -3, 2, -90]);
            return g.Node("Conv", ["x", g.Node("DequantizeLinear", [weights, scales], ("axis", 0))]);
        }, "weights with a scale for each row");
    }

    private static IEnumerable<OperatorForm> Arithmetic()
    {
        foreach (var op in new[] { "Add", "Sub", "Mul", "Div" })
        {
            yield return Of(op, 7, g => g.Node(op, ["x", g.Positive("c", 4, 1, 1)]), "constant on the right");
            yield return Of(op, 7, g => g.Node(op, [g.Positive("c", 4, 1, 1), g.Node("Exp", ["x"])]), "constant on the left");
            yield return Of(op, 7, g => g.Node(op, ["x", g.Node("Exp", ["x"])]), "two results");
        }

        foreach (var op in new[] { "Max", "Mean", "Min", "Sum" })
        {
            yield return Of(op, 7, g => g.Node(op, ["x", g.Node("Neg", ["x"])]), "two results");
            yield return Of(op, 8, g => g.Node(op, [g.Weights("c", [], [0.25f]), "x", g.Node("Tanh", ["x"])]), "three, broadcast");
        }

        yield return Of("Pow", 7, g => g.Node("Pow", ["x", g.Weights("p", [], [3])]));
        yield return Of("Constant", 7, g => g.Node("Add", ["x", g.Node("Constant", [], ("value", Number(1.5f)))]));
        yield return Of("Constant", 12, g => g.Node("Add", ["x", g.Node("Constant", [], ("value_float", 1.5f))]), "a float");
        yield return Of("ConstantOfShape", 9, g => g.Node("Add", ["x", g.Node("ConstantOfShape", [g.Integers(4, 1, 1)], ("value", Number(2.5f)))]));
        yield return Of("Gemm", 7, g => g.Node("Gemm",
            [Row(g), g.Random("w", 5, 144), g.Random("b", 5)], ("transB", 1), ("alpha", 0.5f), ("beta", 2f)));
        yield return Of("Gemm", 11, g => g.Node("Gemm", [Row(g), g.Random("w", 144, 5)]), "no bias");
        yield return Of("MatMul", 7, g => g.Node("MatMul", [Row(g), g.Random("w", 144, 5)]));
    }

    private static string Scale(GraphBuilder g) => g.Weights("scale", [], [0.0171f]);

    private static string Zero(GraphBuilder g) => g.Bytes("zero", [], [121]);

    private static TensorProto Number(float value) => new() { DataType = 1, Dims = { 1 }, FloatData = { value } };
}
