using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>The operators that the evaluator knows.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, Func<Arguments, OnnxTensor[]>> s_all = new(StringComparer.Ordinal)
    {
        ["Abs"] = One(Pointwise.Abs),
        ["Add"] = One(Arithmetic.Add),
        ["AveragePool"] = One(AveragePool.Run),
        ["BatchNormalization"] = One(BatchNormalization.Run),
        ["Cast"] = One(Cast.Run),
        ["Clip"] = One(Pointwise.Clip),
        ["Concat"] = One(Concat.Run),
        ["Constant"] = One(Constants.Constant),
        ["ConstantOfShape"] = One(Constants.ConstantOfShape),
        ["Conv"] = One(Conv.Run),
        ["DequantizeLinear"] = One(Quantisation.Dequantize),
        ["Div"] = One(Arithmetic.Div),
        ["Dropout"] = Dropout.Run,
        ["Elu"] = One(Elu.Run),
        ["Erf"] = One(Erf.Run),
        ["Exp"] = One(Pointwise.Exp),
        ["Expand"] = One(Expand.Run),
        ["Flatten"] = One(Reshaping.Run),
        ["Gather"] = One(Gather.Run),
        ["Gelu"] = One(Erf.Gelu),
        ["Gemm"] = One(Gemm.Run),
        ["GlobalAveragePool"] = One(GlobalAveragePool.Run),
        ["GlobalMaxPool"] = One(GlobalMaxPool.Run),
        ["GroupNormalization"] = One(GroupNormalization.Run),
        ["HardSigmoid"] = One(Pointwise.HardSigmoid),
        ["HardSwish"] = One(Pointwise.HardSwish),
        ["Identity"] = One(Reshaping.Run),
        ["InstanceNormalization"] = One(InstanceNormalization.Run),
        ["LayerNormalization"] = LayerNormalization.Run,
        ["LeakyRelu"] = One(Pointwise.LeakyRelu),
        ["Log"] = One(Pointwise.Log),
        ["LogSoftmax"] = One(LogSoftmax.Run),
        ["LRN"] = One(Lrn.Run),
        ["MatMul"] = One(MatMul.Run),
        ["Max"] = One(Variadic.Max),
        ["MaxPool"] = One(MaxPool.Run),
        ["Mean"] = One(Variadic.Mean),
        ["Min"] = One(Variadic.Min),
        ["Mul"] = One(Arithmetic.Mul),
        ["Neg"] = One(Pointwise.Neg),
        ["Pad"] = One(Pad.Run),
        ["Pow"] = One(Arithmetic.Pow),
        ["PRelu"] = One(PRelu.Run),
        ["QuantizeLinear"] = One(Quantisation.Quantize),
        ["Reciprocal"] = One(Pointwise.Reciprocal),
        ["ReduceL2"] = One(Reduce.L2),
        ["ReduceMax"] = One(Reduce.Max),
        ["ReduceMean"] = One(Reduce.Mean),
        ["ReduceMin"] = One(Reduce.Min),
        ["ReduceSum"] = One(Reduce.Sum),
        ["ReduceSumSquare"] = One(Reduce.SumSquare),
        ["Relu"] = One(Pointwise.Relu),
        ["Reshape"] = One(Reshaping.Run),
        ["Resize"] = One(Resize.Run),
        ["Selu"] = One(Elu.Selu),
        ["Shape"] = One(Constants.Shape),
        ["Sigmoid"] = One(Pointwise.Sigmoid),
        ["Slice"] = One(Slice.Run),
        ["Softmax"] = One(Softmax.Run),
        ["Softplus"] = One(Pointwise.Softplus),
        ["Split"] = Split.Run,
        ["Sqrt"] = One(Pointwise.Sqrt),
        ["Squeeze"] = One(Reshaping.Run),
        ["Sub"] = One(Arithmetic.Sub),
        ["Sum"] = One(Variadic.Sum),
        ["Tanh"] = One(Pointwise.Tanh),
        ["Transpose"] = One(Transpose.Run),
        ["Unsqueeze"] = One(Reshaping.Run),
        ["Upsample"] = One(Resize.Run),
    };

    /// <summary>Names of the operators, sorted.</summary>
    public static IEnumerable<string> Names => s_all.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether the evaluator knows a node's operator.</summary>
    public static bool Knows(OnnxNode node) => node.Domain.Length == 0 && s_all.ContainsKey(node.Operator);

    /// <summary>Evaluates a node; gives as many of its outputs as the evaluator makes, the first at least.</summary>
    public static OnnxTensor[] Evaluate(OnnxNode node, OnnxTensor?[] inputs)
    {
        if (!Knows(node)) throw new ConversionException("is not supported");
        try
        {
            return s_all[node.Operator](new(node, inputs));
        }
        catch (Exception e) when (e is OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            throw new ConversionException($"has inputs or attributes that do not fit together ({e.Message})", e);
        }
    }

    private static Func<Arguments, OnnxTensor[]> One(Func<Arguments, OnnxTensor> run) => arguments => [run(arguments)];
}
