using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Functions of single elements, and changes of type.</summary>
internal static class PointwiseCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        .. Everywhere().Select(op => new EvaluationCase(op, 7, [F(2, 3, 4)])),
        .. Everywhere().Select(op => new EvaluationCase(op, 7, [F(5)])),
        .. new[] { "Acos", "Asin", "Atanh" }.Select(op => new EvaluationCase(op, op == "Atanh" ? 9 : 7, [Between(-0.9, 0.9, 3, 4)])),
        new("Acosh", 9, [Between(1.1, 9, 3, 4)]),
        .. new[] { "Asinh", "Cosh", "Sinh", "Erf", "Sign" }.Select(op => new EvaluationCase(op, 9, [F(3, 4)])),
        .. new[] { "Log", "Sqrt", "Reciprocal" }.Select(op => new EvaluationCase(op, 7, [Positive(2, 3, 4)])),
        new("Log", 7, [Floats(0, 1, 2)]),
        new("Abs", 7, [Of(ElementType.Int32, 3, 4)]), new("Abs", 7, [Of(ElementType.Int64, 3, 4)]), new("Abs", 7, [SignedBytes(9)]),
        new("Neg", 7, [Of(ElementType.Int32, 3, 4)]), new("Neg", 7, [Of(ElementType.Int64, 3, 4)]),
        new("Neg", 13, [Given(ElementType.Int8, [-128, -127, 0, 127])]),
        new("Sign", 9, [Of(ElementType.Int64, 3, 4)]), new("Sign", 9, [Floats(-0.5, 0, 3, double.NaN)]),
        new("Relu", 7, [F()]), new("Relu", 14, [Of(ElementType.Int32, 7)]),
        new("Erf", 9, [Floats(-9, -3, -2.5, 2.4, 2.6, 5)]),
        new("Round", 11, [Floats(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.4999999, 7.7)]), new("Round", 11, [Between(-9, 9, 3, 4)]),
        new("Floor", 7, [Floats(-2.5, -2, 2.999, 3)]), new("Ceil", 7, [Floats(-2.5, -2, 2.001, 3)]),
        new("HardSwish", 14, [Between(-5, 5, 3, 4)]), new("HardSwish", 14, [F(2, 3, 4, 5)]),
        new("Mish", 18, [Between(-9, 9, 3, 4)]),
        new("Softplus", 7, [Floats(-90, -20, 0, 20, 90)]), new("Sigmoid", 7, [Floats(-90, -20, 0, 20, 90)]),
        new("Swish", 24, [F(3, 4)]), new("Swish", 24, [F(3, 4)], ("alpha", 0.5f)),
        new("Celu", 12, [F(2, 3, 4)]), new("Celu", 12, [F(5)], ("alpha", 0.3f)),
        new("Elu", 7, [F(2, 3, 4)]), new("Elu", 7, [F(5)], ("alpha", 0.3f)),
        new("Selu", 7, [F(2, 3, 4)]), new("Selu", 7, [F(5)], ("alpha", 1.5f), ("gamma", 1.2f)),
        new("LeakyRelu", 7, [F(2, 3, 4)]), new("LeakyRelu", 7, [F(5)], ("alpha", 0.3f)), new("LeakyRelu", 7, [F(5)], ("alpha", -0.3f)),
        new("HardSigmoid", 7, [Between(-5, 5, 3, 4)]), new("HardSigmoid", 7, [Between(-5, 5, 9)], ("alpha", 0.3f), ("beta", 0.4f)),
        new("ThresholdedRelu", 10, [F(2, 3, 4)]), new("ThresholdedRelu", 10, [F(9)], ("alpha", 0.3f)),
        new("Shrink", 9, [F(2, 3, 4)]), new("Shrink", 9, [F(9)], ("lambd", 1f), ("bias", 0.25f)),
        new("Gelu", 20, [Between(-5, 5, 3, 4)]), new("Gelu", 20, [Between(-5, 5, 3, 4)], ("approximate", "tanh")),
        new("PRelu", 7, [F(2, 3, 4, 5), F(3, 1, 1)]), new("PRelu", 7, [F(2, 3), F(1)]), new("PRelu", 9, [F(2, 3), F(2, 3)]),
        new("Clip", 7, [F(3, 4)], ("min", -0.5f), ("max", 0.75f)) { To = 10 }, new("Clip", 7, [F(3, 4)], ("max", 0.75f)) { To = 10 },
        new("Clip", 11, [F(3, 4), N(-0.5), N(0.75)]), new("Clip", 11, [F(3, 4), null, N(0.75)]), new("Clip", 11, [F(3, 4)]),
        new("Clip", 11, [F(3, 4), N(0), N(double.PositiveInfinity)]), new("Clip", 12, [F(9), N(1), N(-1)]),
        new("Clip", 12, [Of(ElementType.Int64, 9), N(-2, ElementType.Int64), N(3, ElementType.Int64)]),
        new("Identity", 7, [F(2, 3, 4)]), new("Identity", 7, [Of(ElementType.Int64, 4)]), new("Identity", 13, [Of(ElementType.Bool, 4)]),
        new("BitwiseNot", 18, [Of(ElementType.Int32, 7)]), new("BitwiseNot", 18, [Bytes(7)]),
        new("Not", 7, [Of(ElementType.Bool, 3, 4)]),
        new("IsNaN", 9, [Floats(1, double.NaN, double.PositiveInfinity, 0)]),
        new("IsInf", 10, [Floats(1, double.NaN, double.PositiveInfinity, double.NegativeInfinity)]),
        new("IsInf", 10, [Floats(1, double.NaN, double.PositiveInfinity, double.NegativeInfinity)], ("detect_negative", 0)),
        new("IsInf", 10, [Floats(1, double.NaN, double.PositiveInfinity, double.NegativeInfinity)], ("detect_positive", 0)),
        new("Dropout", 7, [F(3, 4)], ("ratio", 0.3f)) { To = 11 }, new("Dropout", 12, [F(3, 4), N(0.3)]),
        new("Dropout", 10, [F(3, 4)], ("ratio", 0.3f)) { To = 11, Outputs = 2 }, new("Dropout", 12, [F(3, 4), N(0.3)]) { Outputs = 2 },
        new("Dropout", 12, [F(3, 4), N(0), N(1, ElementType.Bool)]) { Outputs = 2 },
        .. Casts(),
    ];

    private static string[] Everywhere() =>
        ["Abs", "Atan", "Ceil", "Cos", "Exp", "Floor", "Neg", "Relu", "Sigmoid", "Sin", "Softplus", "Softsign", "Tan", "Tanh"];

    private static IEnumerable<EvaluationCase> Casts()
    {
        foreach (var to in new[] { ElementType.Float, ElementType.Double, ElementType.Float16, ElementType.Int64, ElementType.Int32,
            ElementType.Int16, ElementType.Bool })
        {
            yield return new("Cast", 7, [Floats(-2.7, -1, -0.5, 0, 0.5, 1, 2.7, 100.0625)], ("to", (int)to));
            yield return new("Cast", 7, [Given(ElementType.Int64, [-3, 0, 1, 77])], ("to", (int)to));
            yield return new("CastLike", 15, [Floats(-2.7, 0, 0.5, 1), Of(to, 2)]);
        }

        foreach (var to in new[] { ElementType.UInt8, ElementType.UInt16, ElementType.UInt32, ElementType.UInt64 })
        {
            yield return new("Cast", 7, [Floats(0, 0.5, 1, 2.7, 200)], ("to", (int)to));
            yield return new("Cast", 7, [Bytes(5)], ("to", (int)to));
        }

        yield return new("Cast", 7, [Given(ElementType.Int32, [-1, 255, 256, 70000, -70000])], ("to", (int)ElementType.UInt8));
        yield return new("Cast", 7, [Given(ElementType.Int32, [-1, 127, 128, 70000, -70000])], ("to", (int)ElementType.Int8));
        yield return new("Cast", 7, [Given(ElementType.Int64, [-1, 1L << 33, 5])], ("to", (int)ElementType.Int32));
        yield return new("Cast", 7, [Of(ElementType.Bool, 5)], ("to", (int)ElementType.Float));
        yield return new("Cast", 13, [Floats(1.00390625, 1.01171875, -3.3333, 1e30)], ("to", (int)ElementType.BFloat16));
        yield return new("Cast", 13, [Of(ElementType.BFloat16, 7)], ("to", (int)ElementType.Float));
        yield return new("Cast", 7, [Of(ElementType.Float16, 7)], ("to", (int)ElementType.Float));
    }
}
