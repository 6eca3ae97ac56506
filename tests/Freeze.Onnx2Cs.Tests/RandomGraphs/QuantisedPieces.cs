using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Quantised parts of a graph, from floats and back to floats.</summary>
internal static class QuantisedPieces
{
    private const double Scale = 0.03;

    public static readonly Func<RandomGraph, string>[] All = [Pair, Pair, Conv, Convolution, MatMul, Product, Dynamic, Functions, Binary,
        Mean];

    private static string Runtime(RandomGraph g, string op) => g.Opset < 10 || g.Chance(0.1) ? $"com.microsoft.{op}" : op;

    private static (string[] Names, string Quantised) Quantise(RandomGraph g, string x)
    {
        var type = g.Pick(ElementType.UInt8, ElementType.Int8);
        string[] names = [g.Number(Scale * g.Next(1, 4)), g.Number(type == ElementType.UInt8 ? g.Pick(0, 121, 128) : g.Pick(0, 5), type)];
        return (names, Quantise(g, x, names));
    }

    private static string Quantise(RandomGraph g, string x, string[] names)
    {
        var op = Runtime(g, "QuantizeLinear");
        g.Steady(op, [x, .. names], 0, 1e-3 * g.Value(names[0]).Values[0]);
        return g.Node(op, [x, .. names]);
    }

    private static string Requantised(RandomGraph g, string op, string[] inputs, int scale, params (string, object)[] attributes)
    {
        g.Steady(op, inputs, scale, 1e-3 * g.Value(inputs[scale]).Values[0], attributes);
        return g.Node(op, inputs, attributes);
    }

    private static string Dequantise(RandomGraph g, string x, string[] names) => g.Node(Runtime(g, "DequantizeLinear"), [x, .. names]);

    // Sums of products of bytes are larger than anything else in a graph.
    private static string Float(RandomGraph g, string sums) => g.Unchecked(() => g.Node("Cast", [sums], ("to", 1)));

    private static string Pair(RandomGraph g)
    {
        var x = g.Some();
        if (g.Opset >= 13 && g.Chance(0.3) && g.Rank(x) > 1)
        {
            var axis = g.Next(1, g.Rank(x));
            var count = g.Shape(x)[axis];
            string[] along = [g.Floats([count], 0.02, 0.1), g.Constant(new([count], ElementType.Int8))];
            g.Steady("QuantizeLinear", [x, .. along], 0, 2e-5, ("axis", axis));
            return g.Node("DequantizeLinear", [g.Node("QuantizeLinear", [x, .. along], ("axis", axis)), .. along], ("axis", axis));
        }

        var (names, quantised) = Quantise(g, x);
        return Dequantise(g, MovingPieces.Move(g, quantised), names);
    }

    private static string Weights(RandomGraph g, params int[] shape) =>
        g.Constant(new(shape, [.. g.Numbers(OnnxTensor.Count(shape), -60, 60).Select(value => Math.Round(value))], ElementType.Int8));

    private static string Conv(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4 && g.Shape(name)[0] == g.Batch && g.Shape(name)[2] > 2 && g.Shape(name)[3] > 2);
        var (names, quantised) = Quantise(g, x);
        var outputs = g.Next(1, 4);
        var each = g.Chance(0.5);
        string[] result = [g.Number(0.2), g.Number(128, ElementType.UInt8)];
        if (g.Value(names[1]).Type != ElementType.UInt8) throw new UnfitException("type");
        string[] inputs = [quantised, .. names, Weights(g, outputs, g.Shape(x)[1], 3, 3), each ? g.Floats([outputs], 0.01, 0.03)
            : g.Number(0.02),
            each ? g.Constant(new([outputs], ElementType.Int8)) : g.Number(0, ElementType.Int8), .. result];
        if (g.Chance(0.5)) inputs = [.. inputs, g.Constant(new([outputs],
            [.. g.Numbers(outputs, -500, 500).Select(value => Math.Round(value))], ElementType.Int32))];
        var y = Requantised(g, "QLinearConv", inputs, 6, ("pads", g.Pick<long[]>([1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 1, 1])),
            ("strides", g.Pick<long[]>([1, 1], [2, 2])));
        return Dequantise(g, y, result);
    }

    private static string Convolution(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4 && g.Shape(name)[0] == g.Batch && g.Shape(name)[2] > 1 && g.Shape(name)[3] > 1);
        var (names, quantised) = Quantise(g, x);
        if (g.Value(names[1]).Type != ElementType.UInt8) throw new UnfitException("type");
        string[] inputs = [quantised, Weights(g, g.Next(1, 4), g.Shape(x)[1], 2, 2), names[1], g.Number(g.Pick(0, 3), ElementType.Int8)];
        var sums = g.Node("ConvInteger", g.Chance(0.3) ? inputs[..3] : inputs, ("pads", g.Pick<long[]>([1, 0, 0, 1], [0, 0, 0, 0])));
        return g.Node("Mul", [Float(g, sums), g.Number(0.0005)]);
    }

    private static string MatMul(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is 2 or 3);
        var (names, quantised) = Quantise(g, x);
        var sums = g.Node("MatMulInteger", [quantised, Weights(g, g.Shape(x)[^1], 3), names[1], g.Number(g.Pick(0, 3), ElementType.Int8)]);
        return g.Node("Mul", [Float(g, sums), g.Number(0.0005)]);
    }

    private static string Product(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is 2 or 3);
        var (names, quantised) = Quantise(g, x);
        string[] result = [g.Number(0.2), g.Constant(new([], [g.Pick(0, 10)], g.Value(names[1]).Type))];
        var y = Requantised(g, "QLinearMatMul", [quantised, .. names, Weights(g, g.Shape(x)[^1], 3), g.Number(0.02),
            g.Number(g.Pick(0, 3), ElementType.Int8), .. result], 6);
        return Dequantise(g, y, result);
    }

    private static string Dynamic(RandomGraph g)
    {
        if (g.Opset < 11 || g.IsSymbolic) throw new UnfitException("set");
        var x = g.Some();
        g.Steady("DynamicQuantizeLinear", [x], 0, 1e-5);
        var parts = g.Nodes("DynamicQuantizeLinear", [x], 3);
        if (g.Rank(x) < 2 || g.Chance(0.5)) return g.Node("DequantizeLinear", [parts[0], parts[1], parts[2]]);
        var sums = g.Node("MatMulInteger", [parts[0], Weights(g, g.Shape(x)[^1], 3), parts[2]]);
        return g.Node("Mul", [g.Unchecked(() => g.Node("Mul", [Float(g, sums), parts[1]])), g.Number(0.005)]);
    }

    private static string Functions(RandomGraph g)
    {
        var (names, quantised) = Quantise(g, g.Some());
        var type = g.Value(names[1]).Type;
        string[] sigmoid = [g.Number(1.0 / 256), g.Number(type == ElementType.UInt8 ? 0 : -128, type)],
            leaky = [g.Number(0.05), g.Number(7, type)];
        return g.Chance(0.5) ? Dequantise(g, Requantised(g, "com.microsoft.QLinearSigmoid", [quantised, .. names, .. sigmoid], 3), sigmoid)
            : Dequantise(g, Requantised(g, "com.microsoft.QLinearLeakyRelu", [quantised, .. names, .. leaky], 3, ("alpha", 0.2f)), leaky);
    }

    private static string Binary(RandomGraph g)
    {
        var x = g.Some();
        var (names, quantised) = Quantise(g, x);
        var other = Quantise(g, g.Node("Sigmoid", [x]), names);
        string[] result = [g.Number(0.061), g.Number(9, g.Value(names[1]).Type)];
        var y = Requantised(g, g.Pick("com.microsoft.QLinearAdd", "com.microsoft.QLinearMul"),
            [quantised, .. names, other, .. names, .. result], 6);
        return Dequantise(g, y, result);
    }

    private static string Mean(RandomGraph g)
    {
        var (names, quantised) = Quantise(g, g.Some(name => g.Rank(name) == 4));
        string[] result = [g.Number(0.013), g.Number(9, g.Value(names[1]).Type)];
        return Dequantise(g, Requantised(g, "com.microsoft.QLinearGlobalAveragePool", [quantised, .. names, .. result], 3,
            ("channels_last", 0)), result);
    }
}
