using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>How each ONNX operator on activations is lowered; one that is not here is refused.</summary>
internal static class Lowerings
{
    public static readonly IReadOnlyDictionary<string, Func<Call, Value>> All = new Dictionary<string, Func<Call, Value>>(StringComparer.Ordinal)
    {
        ["Add"] = LowerArithmetic.Add,
        ["AveragePool"] = LowerPool.Average,
        ["BatchNormalization"] = LowerArithmetic.BatchNormalization,
        ["Cast"] = LowerShape.Cast,
        ["Clip"] = LowerPointwise.Clip,
        ["Concat"] = LowerShape.Concat,
        ["Conv"] = LowerConv.Run,
        ["Div"] = LowerArithmetic.Div,
        ["Dropout"] = LowerShape.Dropout,
        ["Flatten"] = LowerShape.Reshape,
        ["Gemm"] = LowerDense.Gemm,
        ["GlobalAveragePool"] = LowerPool.Global,
        ["HardSigmoid"] = LowerPointwise.HardSigmoid,
        ["HardSwish"] = LowerPointwise.Of(ActivationKind.HardSwish),
        ["Identity"] = LowerShape.Same,
        ["MatMul"] = LowerDense.MatMul,
        ["MaxPool"] = LowerPool.Max,
        ["Mul"] = LowerArithmetic.Mul,
        ["Pad"] = LowerSelect.Pad,
        ["ReduceMean"] = LowerPool.ReduceMean,
        ["Relu"] = LowerPointwise.Of(ActivationKind.Relu),
        ["Reshape"] = LowerShape.Reshape,
        ["Shape"] = LowerShape.Shape,
        ["Sigmoid"] = LowerPointwise.Of(ActivationKind.Sigmoid),
        ["Slice"] = LowerSelect.Slice,
        ["Softmax"] = LowerPointwise.Softmax,
        ["Squeeze"] = LowerShape.Reshape,
        ["Sub"] = LowerArithmetic.Sub,
        ["Tanh"] = LowerPointwise.Of(ActivationKind.Tanh),
        ["Transpose"] = LowerShape.Transpose,
        ["Unsqueeze"] = LowerShape.Reshape,
    };
}
