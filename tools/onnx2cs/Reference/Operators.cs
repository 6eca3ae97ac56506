using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>The operators that the evaluator knows.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, Func<Arguments, OnnxTensor>> s_all = new(StringComparer.Ordinal)
    {
        ["Add"] = Arithmetic.Add,
        ["AveragePool"] = AveragePool.Run,
        ["BatchNormalization"] = BatchNormalization.Run,
        ["Cast"] = Cast.Run,
        ["Clip"] = Pointwise.Clip,
        ["Concat"] = Concat.Run,
        ["Constant"] = Constants.Constant,
        ["ConstantOfShape"] = Constants.ConstantOfShape,
        ["Conv"] = Conv.Run,
        ["Div"] = Arithmetic.Div,
        ["Dropout"] = Reshaping.Run,
        ["Flatten"] = Reshaping.Run,
        ["Gather"] = Gather.Run,
        ["Gemm"] = Gemm.Run,
        ["GlobalAveragePool"] = GlobalAveragePool.Run,
        ["HardSigmoid"] = Pointwise.HardSigmoid,
        ["HardSwish"] = Pointwise.HardSwish,
        ["Identity"] = Reshaping.Run,
        ["LeakyRelu"] = Pointwise.LeakyRelu,
        ["MatMul"] = MatMul.Run,
        ["MaxPool"] = MaxPool.Run,
        ["Mul"] = Arithmetic.Mul,
        ["Pad"] = Pad.Run,
        ["ReduceMean"] = ReduceMean.Run,
        ["Relu"] = Pointwise.Relu,
        ["Reshape"] = Reshaping.Run,
        ["Shape"] = Constants.Shape,
        ["Sigmoid"] = Pointwise.Sigmoid,
        ["Slice"] = Slice.Run,
        ["Softmax"] = Softmax.Run,
        ["Squeeze"] = Reshaping.Run,
        ["Sub"] = Arithmetic.Sub,
        ["Tanh"] = Pointwise.Tanh,
        ["Transpose"] = Transpose.Run,
        ["Unsqueeze"] = Reshaping.Run,
    };

    /// <summary>Whether the evaluator knows a node's operator.</summary>
    public static bool Knows(OnnxNode node) => node.Domain.Length == 0 && s_all.ContainsKey(node.Operator);

    /// <summary>Evaluates a node; only its first output is ever made.</summary>
    public static OnnxTensor Evaluate(OnnxNode node, OnnxTensor?[] inputs)
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
}
