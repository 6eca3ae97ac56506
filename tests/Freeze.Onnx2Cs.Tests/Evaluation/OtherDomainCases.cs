using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.EvaluationCases;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Operators that ONNX withdrew, those of ONNX Runtime itself, those of classical learning.</summary>
internal static class OtherDomainCases
{
    private const string Runtime = "com.microsoft.", Learning = "ai.onnx.ml.";

    private static readonly Feed s_scale = N(0.02), s_zero = N(121, ElementType.UInt8), s_other = N(0.03),
        s_otherZero = N(110, ElementType.UInt8);

    public static IEnumerable<EvaluationCase> All => [.. Withdrawn(), .. Fused(), .. Quantised(), .. ClassicalLearning()];

    // ONNX Runtime knows them up to operator set 9.
    private static IEnumerable<EvaluationCase> Withdrawn() => new EvaluationCase[]
    {
        new("Affine", 7, [F(2, 3)], ("alpha", 0.5f), ("beta", 2f)), new("Scale", 7, [F(2, 3)], ("scale", 0.5f)),
        new("ScaledTanh", 7, [F(2, 3)], ("alpha", 0.5f), ("beta", 2f)),
        new("ParametricSoftplus", 7, [F(2, 3)], ("alpha", 0.5f), ("beta", 2f)),
        new("ImageScaler", 7, [F(2, 3, 4, 5)], ("scale", 0.5f), ("bias", new[] { 1f, 2, -3 })),
        new("Crop", 7, [F(2, 3, 7, 6)], ("border", L(1, 2, 2, 1))),
        new("Crop", 7, [F(2, 3, 7, 6)], ("border", L(1, 2, 0, 0)), ("scale", L(3, 2))),
    }.Select(one => one with { To = 9 });

    private static IEnumerable<EvaluationCase> Fused()
    {
        foreach (var (activation, parameters) in new (string, float[])[]
            { ("Relu", []), ("Sigmoid", []), ("Tanh", []), ("LeakyRelu", [0.3f]), ("Clip", [-0.5f, 1.5f]), ("HardSigmoid", [0.3f, 0.4f]) })
        {
            yield return new(Runtime + "FusedConv", 7, [F(1, 3, 5, 6), F(4, 3, 3, 3), F(4)], ("activation", activation),
                ("activation_params", parameters), ("pads", L(1, 1, 1, 1)));
        }

        yield return new(Runtime + "FusedConv", 7, [F(1, 3, 5, 6), F(4, 3, 3, 3), F(4), F(1, 4, 3, 4)], ("activation", "Relu"));
        yield return new(Runtime + "FusedConv", 7, [F(1, 3, 5, 6), F(4, 3, 3, 3)]);
        yield return new(Runtime + "FusedGemm", 7, [F(3, 4), F(5, 4), F(5)], ("transB", 1), ("activation", "Relu"));
        yield return new(Runtime + "FusedGemm", 7, [F(3, 4), F(4, 5), F(5)], ("activation", "LeakyRelu"), ("activation_alpha", 0.3f));
        yield return new(Runtime + "FusedMatMul", 7, [F(3, 4), F(4, 5)], ("alpha", 0.5f));
        yield return new(Runtime + "FusedMatMul", 7, [F(2, 4, 3), F(2, 5, 4)], ("transA", 1), ("transB", 1));
        yield return new(Runtime + "FusedMatMul", 7, [F(3, 2, 4), F(2, 4, 5)], ("transBatchA", 1));
        yield return new(Runtime + "FusedMatMul", 7, [F(2, 3, 4), F(4, 2, 5)], ("transBatchB", 1));
        yield return new(Runtime + "Gelu", 7, [Between(-5, 5, 3, 4)]);
        yield return new(Runtime + "BiasGelu", 7, [F(2, 3, 4), F(4)]);
        yield return new(Runtime + "FastGelu", 7, [F(2, 3, 4)]);
        yield return new(Runtime + "FastGelu", 7, [F(2, 3, 4), F(4)]);
        yield return new(Runtime + "QuickGelu", 7, [Between(-5, 5, 3, 4)]);
        yield return new(Runtime + "QuickGelu", 7, [Between(-5, 5, 3, 4)], ("alpha", 1f));
        yield return new("SimplifiedLayerNormalization", 7, [F(2, 3, 4), F(4)], ("epsilon", 0.1f));
        yield return new("SimplifiedLayerNormalization", 7, [F(2, 3, 4), F(3, 4)], ("axis", 1));
        yield return new(Runtime + "SkipLayerNormalization", 7, [F(2, 3, 4), F(2, 3, 4), F(4), F(4), F(4)], ("epsilon", 0.1f));
        yield return new(Runtime + "SkipLayerNormalization", 7, [F(2, 3, 4), F(2, 3, 4), F(4)], ("epsilon", 1e-5f));
    }

    // Scales are such that no sum lies at a half, where the order of ONNX Runtime's operations decides.
    private static IEnumerable<EvaluationCase> Quantised()
    {
        foreach (var op in new[] { "QLinearAdd", "QLinearMul" })
        {
            yield return new(Runtime + op, 10, [Bytes(2, 3, 4), s_scale, s_zero, Bytes(2, 3, 4), s_other, s_otherZero, N(0.0413),
                N(99, ElementType.UInt8)]);
            yield return new(Runtime + op, 10, [SignedBytes(2, 3, 4), s_scale, N(3, ElementType.Int8), SignedBytes(3, 1), s_other,
                N(-4, ElementType.Int8), N(0.0413), N(9, ElementType.Int8)]);
        }

        Feed?[] unary = [Bytes(2, 3, 5, 4), s_scale, s_zero, N(0.015), N(99, ElementType.UInt8)];
        yield return new(Runtime + "QLinearSigmoid", 10, [Bytes(2, 9), s_scale, s_zero, N(1.0 / 256), N(0, ElementType.UInt8)]);
        yield return new(Runtime + "QLinearLeakyRelu", 10, unary, ("alpha", 0.2f));
        yield return new(Runtime + "QLinearSoftmax", 10, [Bytes(2, 7), s_scale, s_zero, N(1.0 / 256), N(0, ElementType.UInt8)],
            ("axis", -1), ("opset", 13));
        yield return new(Runtime + "QLinearGlobalAveragePool", 10, unary);
        yield return new(Runtime + "QLinearGlobalAveragePool", 10, unary, ("channels_last", 1));
        yield return new(Runtime + "QLinearAveragePool", 10, unary, ("kernel_shape", L(3, 2)), ("pads", L(1, 0, 1, 1)));
        yield return new(Runtime + "QLinearAveragePool", 10, unary, ("kernel_shape", L(3, 2)), ("pads", L(1, 0, 1, 1)),
            ("count_include_pad", 1), ("strides", L(2, 2)));
        yield return new(Runtime + "QLinearAveragePool", 10, unary, ("kernel_shape", L(2, 2)), ("channels_last", 1));
        yield return new(Runtime + "QLinearConcat", 10, [N(0.04), N(99, ElementType.UInt8), Bytes(2, 3), s_scale, s_zero, Bytes(2, 2),
            s_other, s_otherZero], ("axis", 1));
        yield return new(Runtime + "QLinearWhere", 10, [Of(ElementType.Bool, 2, 3), Bytes(2, 3), s_scale, s_zero, Bytes(3), s_other,
            s_otherZero, N(0.04), N(99, ElementType.UInt8)]);
        yield return new(Runtime + "QLinearConv", 10, [Bytes(2, 6, 5, 3), s_scale, s_zero, Weights(4, 3, 3, 3), s_other,
            N(0, ElementType.Int8), N(3.1), N(128, ElementType.UInt8)],
            ("channels_last", 1), ("pads", L(1, 1, 1, 1)));
        yield return new(Runtime + "NhwcMaxPool", 10, [Bytes(2, 6, 5, 3)], ("kernel_shape", L(3, 2)), ("strides", L(2, 1)),
            ("pads", L(1, 0, 1, 1)));
        yield return new(Runtime + "QGemm", 10, [Bytes(3, 4), s_scale, s_zero, Weights(5, 4), s_other, N(0, ElementType.Int8),
            Given(ElementType.Int32, [5, -900, 3, 2, 1]).Constant,
            N(0.17), N(128, ElementType.UInt8)], ("transB", 1));
        yield return new(Runtime + "QGemm", 10, [Bytes(3, 4), s_scale, s_zero, Weights(4, 2),
            Given(ElementType.Float, [0.03, 0.01]).Constant, Given(ElementType.Int8, [0, 0]).Constant]);
        yield return new(Runtime + "DynamicQuantizeMatMul", 10, [F(3, 4), Weights(4, 5), s_other, N(3, ElementType.Int8), F(5)]);
        yield return new(Runtime + "DynamicQuantizeMatMul", 10, [F(3, 4), Bytes(4, 2), Given(ElementType.Float, [0.03, 0.01])]);
        yield return new(Runtime + "MatMulIntegerToFloat", 10, [Bytes(3, 4), Weights(4, 5), s_scale, s_other, s_zero,
            N(3, ElementType.Int8), F(5)]);
        yield return new(Runtime + "QuantizeLinear", 10, [F(2, 3), N(0.00007), N(32768, ElementType.UInt16)]);
        yield return new(Runtime + "QuantizeLinear", 10, [F(2, 3), Given(ElementType.Float, [0.01, 0.02]),
            Given(ElementType.Int8, [1, -100])], ("axis", 0));
        yield return new(Runtime + "DequantizeLinear", 10, [Of(ElementType.Int16, 2, 3), N(0.00009), N(5, ElementType.Int16)]);
        yield return new(Runtime + "DequantizeLinear", 10, [SignedBytes(2, 3), Given(ElementType.Float, [0.01, 0.02]),
            Given(ElementType.Int8, [1, -100])], ("axis", 0));
    }

    private static IEnumerable<EvaluationCase> ClassicalLearning() =>
    [
        new(Learning + "ArrayFeatureExtractor", 7, [F(2, 5), I(3, 0)]), new(Learning + "ArrayFeatureExtractor", 7, [F(5), I(3)]),
        .. new[] { "MAX", "L1", "L2" }.Select(norm => new EvaluationCase(Learning + "Normalizer", 7, [F(2, 5)], ("norm", norm))),
        new(Learning + "Scaler", 7, [F(2, 3)], ("offset", new[] { 1f, 2, 3 }), ("scale", new[] { 0.5f, 2, 3 })),
        new(Learning + "Scaler", 7, [F(2, 3)], ("offset", new[] { 1f }), ("scale", new[] { 0.5f })),
    ];
}
