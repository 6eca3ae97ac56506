using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Functions of two or more tensors' elements.</summary>
internal static class ArithmeticCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        .. Binary(), .. Comparisons(), .. Variadic(),
        new("Div", 7, [Given(ElementType.Int64, [-7, 7, -7, 7, 0]), Given(ElementType.Int64, [2, 2, -2, -2, 5])]),
        new("Div", 7, [Given(ElementType.Int32, [-7, 7, 8]), Given(ElementType.Int32, [2])]),
        new("Div", 7, [F(3), Given(ElementType.Float, [0], 1)]),
        new("Add", 14, [Given(ElementType.UInt8, [250, 5]), Given(ElementType.UInt8, [10, 250])]),
        new("Sub", 14, [Given(ElementType.UInt8, [1, 5]), Given(ElementType.UInt8, [2, 5])]),
        new("Add", 14, [Given(ElementType.Int8, [100, -100]), Given(ElementType.Int8, [100, -100])]),
        new("Mul", 14, [Given(ElementType.Int16, [300]), Given(ElementType.Int16, [300])]),
        new("Mul", 7, [Given(ElementType.Int32, [70000, -3]), Given(ElementType.Int32, [70000, 4])]),
        new("Pow", 7, [Positive(2, 3), F(3)]), new("Pow", 7, [F(2, 3), N(2)]), new("Pow", 7, [F(2, 3), N(3)]),
        new("Pow", 7, [Positive(2, 3), N(0.5)]),
        new("Pow", 12, [Of(ElementType.Int64, 5), N(2, ElementType.Int64)]), new("Pow", 12, [F(5), N(2, ElementType.Int64)]),
        new("Pow", 12, [Given(ElementType.Int32, [1, 2, 3, 4]), N(0.5)]),
        new("Mod", 10, [Given(ElementType.Int64, [-7, 7, -7, 7, 6]), Given(ElementType.Int64, [3, 3, -3, -3, 3])]),
        new("Mod", 10, [Given(ElementType.Int32, [-7, 7, -7, 7]), Given(ElementType.Int32, [3, 3, -3, -3])], ("fmod", 1)),
        new("Mod", 10, [Floats(-7.5, 7.5, -7.5, 7.5), Floats(3, 3, -3, -3)], ("fmod", 1)),
        new("BitShift", 11, [Given(ElementType.UInt8, [1, 200, 3]), Given(ElementType.UInt8, [1, 1, 7])], ("direction", "LEFT")),
        new("BitShift", 11, [Given(ElementType.UInt32, [1, 200, 3]), Given(ElementType.UInt32, [1, 1, 7])], ("direction", "RIGHT")),
        .. new[] { "BitwiseAnd", "BitwiseOr", "BitwiseXor" }.SelectMany(op => new EvaluationCase[]
        {
            new(op, 18, [Of(ElementType.Int32, 3, 4), Of(ElementType.Int32, 4)]), new(op, 18, [Bytes(5), Bytes(5)]),
        }),
        .. new[] { "And", "Or", "Xor" }.SelectMany(op => new EvaluationCase[]
        {
            new(op, 7, [Of(ElementType.Bool, 9), Of(ElementType.Bool, 9)]),
            new(op, 7, [Of(ElementType.Bool, 3, 4), Of(ElementType.Bool, 3, 1)]),
        }),
        new("Where", 9, [Of(ElementType.Bool, 3, 4), F(3, 4), F(3, 4)]), new("Where", 9, [Of(ElementType.Bool, 2, 1, 1), F(3, 1), N(0)]),
        new("Where", 9, [Of(ElementType.Bool, 1), F(2, 3), F(4, 1, 1)]),
        new("Where", 9, [Of(ElementType.Bool, 4), Of(ElementType.Int64, 4), Of(ElementType.Int64, 4)]),
    ];

    private static IEnumerable<EvaluationCase> Binary()
    {
        foreach (var op in new[] { "Add", "Sub", "Mul", "Div" })
        {
            yield return new(op, 7, [F(2, 3, 4), Positive(2, 3, 4)]);
            yield return new(op, 7, [F(2, 3, 4), Positive(3, 1)]);
            yield return new(op, 7, [F(4), Positive(2, 3, 1)]);
            yield return new(op, 7, [F(), Positive()]);
            yield return new(op, 7, [Of(ElementType.Double, 3), Between(1, 2, 3) with { Type = ElementType.Double }]);
        }

        foreach (var op in new[] { "Add", "Sub", "Mul" })
            foreach (var type in new[] { ElementType.Int64, ElementType.Int32 }) yield return new(op, 7, [Of(type, 3, 4), Of(type, 4)]);
    }

    private static IEnumerable<EvaluationCase> Comparisons()
    {
        foreach (var op in new[] { "Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual" })
        {
            var orEqual = op.Length > 7 ? 12 : 7;
            yield return new(op, Math.Max(orEqual, 9), [Of(ElementType.Int64, 3, 4), Of(ElementType.Int64, 3, 4)]);
            yield return new(op, Math.Max(orEqual, 9), [Of(ElementType.Int32, 3, 4), Of(ElementType.Int32, 4)]);
            yield return new(op, Math.Max(orEqual, op == "Equal" ? 11 : 7), [F(2, 3, 4), F(3, 1)]);
            yield return new(op, Math.Max(orEqual, op == "Equal" ? 11 : 7), [Floats(1, 2, 3, double.NaN), Floats(1, 3, 2, double.NaN)]);
        }

        yield return new("Equal", 7, [Of(ElementType.Bool, 5), Of(ElementType.Bool, 5)]);
    }

    private static IEnumerable<EvaluationCase> Variadic()
    {
        foreach (var op in new[] { "Max", "Min", "Sum", "Mean" })
        {
            yield return new(op, 7, [F(2, 3)]);
            yield return new(op, 7, [F(2, 3), F(2, 3), F(2, 3)]);
            yield return new(op, 8, [F(2, 3), F(3), F(4, 1, 1)]);
        }

        foreach (var op in new[] { "Max", "Min" }) yield return new(op, 12, [Of(ElementType.Int64, 2, 3), Of(ElementType.Int64, 3)]);
    }
}
