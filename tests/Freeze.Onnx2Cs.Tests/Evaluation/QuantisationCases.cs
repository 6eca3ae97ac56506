using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.EvaluationCases;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>To whole numbers and back, and operators on them.</summary>
internal static class QuantisationCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        new("QuantizeLinear", 10, [F(2, 3, 4), N(0.017), N(121, ElementType.UInt8)]),
        new("QuantizeLinear", 10, [F(2, 3, 4), N(0.007), N(5, ElementType.Int8)]),
        new("QuantizeLinear", 10, [F(9), N(0.017)]),
        new("QuantizeLinear", 10, [Floats(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 300, -300), N(1), N(0, ElementType.Int8)]),
        new("QuantizeLinear", 13, [F(2, 3, 4), Given(ElementType.Float, [0.01, 0.02, 0.03]), Given(ElementType.UInt8, [1, 100, 200])]),
        new("QuantizeLinear", 13, [F(2, 3, 4), Given(ElementType.Float, [0.01, 0.02]), Given(ElementType.Int8, [1, -100])], ("axis", 0)),
        new("QuantizeLinear", 13, [F(2, 3), Given(ElementType.Float, [0.01, 0.02, 0.5]), Given(ElementType.Int8, [1, -100, 0])],
            ("axis", -1)),
        new("QuantizeLinear", 21, [F(2, 3, 4), N(0.00007), N(32768, ElementType.UInt16)]),
        new("QuantizeLinear", 21, [F(2, 3, 4), N(0.00009), N(-7, ElementType.Int16)]),
        new("QuantizeLinear", 21, [F(2, 3, 4), N(0.00007)], ("output_dtype", (int)ElementType.UInt16)),
        new("QuantizeLinear", 21, [F(2, 6), Between(0.01, 0.02, 2, 3), Bytes(2, 3)], ("block_size", 2)),
        new("QuantizeLinear", 21, [F(5, 3), Between(0.01, 0.02, 3, 3), SignedBytes(3, 3)], ("block_size", 2), ("axis", 0)),
        new("DequantizeLinear", 10, [Bytes(2, 3, 4), N(0.017), N(121, ElementType.UInt8)]),
        new("DequantizeLinear", 10, [SignedBytes(2, 3, 4), N(0.007), N(5, ElementType.Int8)]),
        new("DequantizeLinear", 10, [Of(ElementType.Int32, 9), N(0.017)]),
        new("DequantizeLinear", 13, [SignedBytes(2, 3, 4), Given(ElementType.Float, [0.01, 0.02, 0.03])]),
        new("DequantizeLinear", 13, [SignedBytes(2, 3), Given(ElementType.Float, [0.01, 0.02]), Given(ElementType.Int8, [1, -100])],
            ("axis", 0)),
        new("DequantizeLinear", 21, [Of(ElementType.UInt16, 2, 3), N(0.00007), N(32768, ElementType.UInt16)]),
        new("DequantizeLinear", 21, [Of(ElementType.Int16, 2, 3), N(0.00009)]),
        new("DequantizeLinear", 21, [SignedBytes(2, 6), Between(0.01, 0.02, 2, 3), SignedBytes(2, 3)], ("block_size", 2)),
        new("DequantizeLinear", 21, [Of(ElementType.Int4, 6, 2).Constant, Between(0.01, 0.02, 2, 2), Of(ElementType.Int4, 2, 2).Constant],
            ("block_size", 3), ("axis", 0)),
        new("DequantizeLinear", 21, [Of(ElementType.UInt4, 2, 3).Constant, N(0.5), N(7, ElementType.UInt4)]),
        new("QuantizeLinear", 19, [Of(ElementType.Float16, 2, 3), N(0.015625, ElementType.Float16), N(3, ElementType.Int8)]),
        new("DequantizeLinear", 19, [SignedBytes(2, 3), N(0.015625, ElementType.Float16), N(3, ElementType.Int8)]),
        new("DequantizeLinear", 13, [SignedBytes(3), Given(ElementType.Float, [0.01, 0.02, 0.5]), Given(ElementType.Int8, [1, -100, 0])],
            ("axis", 0)),
        new("QuantizeLinear", 13, [F(2, 1, 2), Given(ElementType.Float, [0.01]), Given(ElementType.UInt8, [9])], ("axis", 1)),
        new("DynamicQuantizeLinear", 11, [F(2, 3, 4)]) { Outputs = 3 },
        new("DynamicQuantizeLinear", 11, [Positive(2, 3, 4)]) { Outputs = 3 },
        new("DynamicQuantizeLinear", 11, [Floats(0, 0)]) { Outputs = 3 },
        new("DynamicQuantizeLinear", 11, [Floats(-3, -1)]) { Outputs = 3 },
        new("ConvInteger", 10, [Bytes(1, 2, 5, 5), Bytes(3, 2, 3, 3), N(7, ElementType.UInt8), N(9, ElementType.UInt8)],
            ("pads", L(1, 1, 1, 1))),
        new("ConvInteger", 10, [Bytes(1, 2, 5, 5), Bytes(3, 2, 3, 3)], ("strides", L(2, 2))),
        new("ConvInteger", 10, [Bytes(1, 2, 5, 5), Weights(3, 2, 3, 3), N(7, ElementType.UInt8)]),
        new("ConvInteger", 10, [Bytes(1, 2, 5, 5), Weights(4, 1, 3, 3), N(7, ElementType.UInt8), N(3, ElementType.Int8)], ("group", 2)),
        new("ConvInteger", 10, [Bytes(1, 2, 1, 1), Weights(3, 2, 1, 1), N(7, ElementType.UInt8), Given(ElementType.Int8, [3, -4, 5])])
        {
            WrittenOut = x => new([1, 3, 1, 1], [.. Enumerable.Range(0, 3).Select(o => Enumerable.Range(0, 2).Sum(c =>
                (x[0].Values[c] - 7) * (x[1].Values[(o * 2) + c] - x[3].Values[o])))], ElementType.Int32),
            WhyWrittenOut = "no zero point for each channel",
        },
        new("MatMulInteger", 10, [Bytes(3, 4), Bytes(4, 5), N(7, ElementType.UInt8), N(9, ElementType.UInt8)]),
        new("MatMulInteger", 10, [Bytes(2, 3, 4), Weights(4, 5)]),
        new("MatMulInteger", 10, [Bytes(3, 4), Weights(4, 2), N(7, ElementType.UInt8), Given(ElementType.Int8, [3, -4]).Constant]),
        .. Linear(),
    ];

    private static IEnumerable<EvaluationCase> Linear()
    {
        var (x, zero) = (Bytes(2, 3, 6, 5), N(121, ElementType.UInt8));
        Feed result = N(3.1), offset = N(128, ElementType.UInt8);
        yield return new("QLinearConv", 10, [x, N(0.02), zero, Bytes(4, 3, 3, 3).Constant, N(0.03), N(110, ElementType.UInt8), result,
            offset], ("pads", L(1, 1, 1, 1)));
        yield return new("QLinearConv", 10, [x, N(0.02), zero, Weights(4, 3, 3, 3), Between(0.01, 0.03, 4).Constant,
            Given(ElementType.Int8, [0, 0, 0, 0]).Constant, result, offset,
            Given(ElementType.Int32, [100, -3000, 5, 0]).Constant], ("strides", L(2, 2)));
        yield return new("QLinearConv", 10, [Bytes(1, 4, 6, 5), N(0.02), zero, Weights(4, 1, 3, 3), N(0.03), N(0, ElementType.Int8),
            N(0.9), offset], ("group", 4), ("dilations", L(2, 1)));
        yield return new("QLinearMatMul", 10, [Bytes(3, 4), N(0.02), zero, Bytes(4, 5), N(0.03), N(110, ElementType.UInt8), N(0.17),
            offset]);
        yield return new("QLinearMatMul", 10, [Bytes(2, 3, 4), N(0.02), zero, Weights(4, 5), N(0.03), N(3, ElementType.Int8), N(0.17),
            offset]);
        yield return new("QLinearMatMul", 10, [Bytes(3, 4), N(0.02), zero, Weights(4, 2), Given(ElementType.Float, [0.03, 0.01]).Constant,
            Given(ElementType.Int8, [3, -4]).Constant, N(0.17), offset]);
    }
}
