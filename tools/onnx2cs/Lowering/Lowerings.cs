using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>How each ONNX operator on activations is lowered; one that is not here is refused.</summary>
internal static class Lowerings
{
    public static readonly IReadOnlyDictionary<string, Func<Call, Value[]>> All = new Dictionary<string, Func<Call, Value[]>>(StringComparer.Ordinal)
    {
        ["Abs"] = One(LowerPointwise.Abs),
        ["Add"] = One(LowerArithmetic.Add),
        ["AveragePool"] = One(LowerPool.Average),
        ["BatchNormalization"] = One(LowerNormalisation.Batch),
        ["Cast"] = One(LowerShape.Cast),
        ["Clip"] = One(LowerPointwise.Clip),
        ["Concat"] = One(LowerShape.Concat),
        ["Conv"] = One(LowerConv.Run),
        ["Div"] = One(LowerArithmetic.Div),
        ["Dropout"] = One(LowerShape.Dropout),
        ["Elu"] = One(LowerPointwise.Elu),
        ["Erf"] = One(LowerPointwise.Of(ActivationKind.Erf)),
        ["Exp"] = One(LowerPointwise.Of(ActivationKind.Exp)),
        ["Expand"] = One(LowerShape.Expand),
        ["Flatten"] = One(LowerShape.Reshape),
        ["Gemm"] = One(LowerDense.Gemm),
        ["GlobalAveragePool"] = One(LowerReduce.GlobalAveragePool),
        ["GlobalMaxPool"] = One(LowerReduce.GlobalMaxPool),
        ["HardSigmoid"] = One(LowerPointwise.HardSigmoid),
        ["HardSwish"] = One(LowerPointwise.Of(ActivationKind.HardSwish)),
        ["Identity"] = One(LowerShape.Same),
        ["InstanceNormalization"] = One(LowerNormalisation.Instance),
        ["LayerNormalization"] = One(LowerNormalisation.Layer),
        ["LeakyRelu"] = One(LowerPointwise.LeakyRelu),
        ["LogSoftmax"] = One(LowerPointwise.LogSoftmax),
        ["LRN"] = One(LowerNormalisation.LocalResponse),
        ["MatMul"] = One(LowerDense.MatMul),
        ["Max"] = One(LowerPointwise.Max),
        ["MaxPool"] = One(LowerPool.Max),
        ["Mean"] = One(LowerArithmetic.Mean),
        ["Min"] = One(LowerPointwise.Min),
        ["Mul"] = One(LowerArithmetic.Mul),
        ["Neg"] = One(LowerPointwise.Neg),
        ["Pad"] = One(LowerSelect.Pad),
        ["Pow"] = One(LowerArithmetic.Pow),
        ["PRelu"] = One(LowerPointwise.PRelu),
        ["Reciprocal"] = One(LowerPointwise.Of(ActivationKind.Power, -1)),
        ["ReduceMax"] = One(LowerReduce.Max),
        ["ReduceMean"] = One(LowerReduce.Mean),
        ["ReduceSum"] = One(LowerReduce.Sum),
        ["Relu"] = One(LowerPointwise.Of(ActivationKind.Relu)),
        ["Reshape"] = One(LowerShape.Reshape),
        ["Selu"] = One(LowerPointwise.Selu),
        ["Shape"] = One(LowerShape.Shape),
        ["Sigmoid"] = One(LowerPointwise.Of(ActivationKind.Sigmoid)),
        ["Slice"] = One(LowerSelect.Slice),
        ["Softmax"] = One(LowerPointwise.Softmax),
        ["Softplus"] = One(LowerPointwise.Of(ActivationKind.Softplus)),
        ["Split"] = LowerSelect.Split,
        ["Sqrt"] = One(LowerPointwise.Of(ActivationKind.Power, 0.5)),
        ["Squeeze"] = One(LowerShape.Reshape),
        ["Sub"] = One(LowerArithmetic.Sub),
        ["Sum"] = One(LowerArithmetic.Sum),
        ["Tanh"] = One(LowerPointwise.Of(ActivationKind.Tanh)),
        ["Transpose"] = One(LowerShape.Transpose),
        ["Unsqueeze"] = One(LowerShape.Reshape),
    };

    private static Func<Call, Value[]> One(Func<Call, Value> lower) => call => [lower(call)];
}
