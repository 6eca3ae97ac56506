namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Functions of one value, as nodes and written out.</summary>
internal static class ActivationPieces
{
    // With the operator set that they came with.
    private static readonly (string Operator, int From)[] s_plain =
    [
        ("Abs", 7), ("Exp", 7), ("Neg", 7), ("Relu", 7), ("Sigmoid", 7), ("Softplus", 7), ("Softsign", 7), ("Tanh", 7), ("Erf", 9),
            ("Elu", 7), ("Selu", 7),
        ("LeakyRelu", 7), ("HardSigmoid", 7), ("HardSwish", 14), ("Mish", 18), ("Gelu", 20), ("Swish", 24), ("Celu", 12),
        ("com.microsoft.Gelu", 7), ("com.microsoft.FastGelu", 7), ("com.microsoft.QuickGelu", 7),
    ];

    public static readonly Func<RandomGraph, string>[] All = [Plain, Plain, Plain, Clip, Roots, PRelu, Jumping, BiasGelu, WrittenOut,
        Softmax, Softmax];

    private static string Plain(RandomGraph g)
    {
        string[] known = [.. s_plain.Where(one => one.From <= g.Opset).Select(one => one.Operator)];
        var op = g.Chance(0.3) ? known[^g.Next(1, Math.Min(8, known.Length))] : g.Pick(known);
        return op is "Elu" or "LeakyRelu" or "Celu" ? g.Node(op, [g.Some()], ("alpha", 0.3f)) : g.Node(op, [g.Some()]);
    }

    private static string Clip(RandomGraph g)
    {
        var (x, least, most) = (g.Some(), g.Pick(0f, -1f, 0.2f), g.Pick(6f, 1f, 0.7f));
        if (g.Opset < 11) return g.Node("Clip", [x], ("min", least), ("max", most));
        return g.Chance(0.3) ? g.Node("Clip", [x, "", g.Number(most)]) : g.Node("Clip", [x, g.Number(least), g.Number(most)]);
    }

    private static string Roots(RandomGraph g)
    {
        var positive = g.Node("Add", [g.Node("Abs", [g.Some()]), g.Number(0.5)]);
        return g.Node(g.Pick("Sqrt", "Log", "Reciprocal"), [positive]);
    }

    private static string PRelu(RandomGraph g)
    {
        var x = g.Some();
        return g.Node("PRelu", [x, g.Floats(ArithmeticPieces.Broadcast(g, g.Shape(x), mayGrow: false))]);
    }

    private static string Jumping(RandomGraph g) => g.Chance(0.5) || g.Opset < 10
        ? g.Jump("Shrink", [g.Some()], ("lambd", 0.4f), ("bias", g.Pick(0f, 0.4f)))
        : g.Jump("ThresholdedRelu", [g.Some()], ("alpha", g.Pick(1f, 0.3f)));

    private static string BiasGelu(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) > 0);
        return g.Node(g.Pick("com.microsoft.BiasGelu", "com.microsoft.FastGelu"), [x, g.Floats([g.Shape(x)[^1]])]);
    }

    private static string WrittenOut(RandomGraph g)
    {
        var x = g.Some();
        switch (g.Next(0, 4))
        {
            case 0:
                return g.Node("Mul", [x, g.Node("Sigmoid", [x])]);
            case 1:
                var clipped = g.Opset < 11 ? g.Node("Clip", [g.Node("Add", [x, g.Number(3)])], ("min", 0f), ("max", 6f))
                    : g.Node("Clip", [g.Node("Add", [x, g.Number(3)]), g.Number(0), g.Number(6)]);
                return g.Node("Div", [g.Node("Mul", [x, clipped]), g.Number(6)]);
            case 2:
                var erf = g.Node("Erf", [g.Node("Div", [x, g.Number(Math.Sqrt(2))])]);
                return g.Node("Mul", [g.Node("Mul", [x, g.Node("Add", [erf, g.Number(1)])]), g.Number(0.5)]);
            default:
                return g.Node("Mul", [x, g.Node("Tanh", [g.Node("Softplus", [x])])]);
        }
    }

    private static string Softmax(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) > 1);
        var op = g.Pick("Softmax", "LogSoftmax");
        var axis = g.Next(g.IsSymbolic ? 1 : 0, g.Rank(x));
        if (g.Chance(0.7)) return g.Node(op, [x], ("axis", axis));
        var largest = ReductionPieces.Reduce(g, "ReduceMax", x, [axis], keep: true);
        var powers = g.Node("Exp", [g.Node("Sub", [x, largest])]);
        return g.Node("Div", [powers, ReductionPieces.Reduce(g, "ReduceSum", powers, [axis], keep: true)]);
    }
}
