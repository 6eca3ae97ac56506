using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>The operators that the evaluator knows.</summary>
internal static class Operators
{
    // Operators of other domains stand under their domain.
    private static readonly Dictionary<string, Func<Arguments, OnnxTensor[]>> s_all = new(StringComparer.Ordinal)
    {
        ["Add"] = One(Arithmetic.Add),
        ["And"] = One(Logic.And),
        ["ArgMax"] = One(ArgMax.Max),
        ["ArgMin"] = One(ArgMax.Min),
        ["AveragePool"] = One(AveragePool.Run),
        ["BatchNormalization"] = BatchNormalization.Run,
        ["BitShift"] = One(Arithmetic.BitShift),
        ["BitwiseAnd"] = One(Arithmetic.BitwiseAnd),
        ["BitwiseNot"] = One(Pointwise.BitwiseNot),
        ["BitwiseOr"] = One(Arithmetic.BitwiseOr),
        ["BitwiseXor"] = One(Arithmetic.BitwiseXor),
        ["Cast"] = One(Cast.Run),
        ["CastLike"] = One(Cast.Like),
        ["Celu"] = One(Pointwise.Celu),
        ["Clip"] = One(Pointwise.Clip),
        ["Compress"] = One(Selecting.Compress),
        ["Concat"] = One(Concat.Run),
        ["Constant"] = One(Constants.Constant),
        ["ConstantOfShape"] = One(Constants.ConstantOfShape),
        ["Conv"] = One(Conv.Run),
        ["ConvInteger"] = One(QuantisedConv.Integer),
        ["CumSum"] = One(CumSum.Run),
        ["DepthToSpace"] = One(SpaceToDepth.Inverse),
        ["DequantizeLinear"] = One(Quantisation.Dequantize),
        ["Div"] = One(Arithmetic.Div),
        ["Dropout"] = Dropout.Run,
        ["DynamicQuantizeLinear"] = Quantisation.Dynamic,
        ["Einsum"] = One(Einsum.Run),
        ["Elu"] = One(Elu.Run),
        ["Equal"] = One(Logic.Equal),
        ["Expand"] = One(Expand.Run),
        ["EyeLike"] = One(Constants.EyeLike),
        ["Flatten"] = One(Reshaping.Run),
        ["Gather"] = One(Gather.Run),
        ["GatherElements"] = One(GatherElements.Run),
        ["GatherND"] = One(GatherNd.Run),
        ["Gelu"] = One(Erf.Gelu),
        ["Gemm"] = One(Gemm.Run),
        ["GlobalAveragePool"] = One(GlobalPool.Average),
        ["GlobalLpPool"] = One(LpPool.Global),
        ["GlobalMaxPool"] = One(GlobalPool.Max),
        ["Greater"] = One(Logic.Greater),
        ["GreaterOrEqual"] = One(Logic.GreaterOrEqual),
        ["GroupNormalization"] = One(GroupNormalization.Run),
        ["HardSigmoid"] = One(Pointwise.HardSigmoid),
        ["Hardmax"] = One(Hardmax.Run),
        ["Identity"] = One(Reshaping.Run),
        ["InstanceNormalization"] = One(InstanceNormalization.Run),
        ["IsInf"] = One(Logic.IsInf),
        ["IsNaN"] = One(Logic.IsNaN),
        ["LRN"] = One(Lrn.Run),
        ["LayerNormalization"] = LayerNormalization.Run,
        ["LeakyRelu"] = One(Pointwise.LeakyRelu),
        ["Less"] = One(Logic.Less),
        ["LessOrEqual"] = One(Logic.LessOrEqual),
        ["LogSoftmax"] = One(Softmax.Logarithm),
        ["LpNormalization"] = One(LpNormalization.Run),
        ["LpPool"] = One(LpPool.Run),
        ["MatMul"] = One(MatMul.Run),
        ["MatMulInteger"] = One(QuantisedMatMul.Integer),
        ["Max"] = One(Variadic.Max),
        ["MaxPool"] = MaxPool.Run,
        ["Mean"] = One(Variadic.Mean),
        ["MeanVarianceNormalization"] = One(MeanVarianceNormalization.Run),
        ["Min"] = One(Variadic.Min),
        ["Mod"] = One(Arithmetic.Mod),
        ["Mul"] = One(Arithmetic.Mul),
        ["NonZero"] = One(Selecting.NonZero),
        ["Not"] = One(Logic.Not),
        ["OneHot"] = One(OneHot.Run),
        ["Or"] = One(Logic.Or),
        ["PRelu"] = One(PRelu.Run),
        ["Pad"] = One(Pad.Run),
        ["Pow"] = One(Arithmetic.Pow),
        ["QLinearConv"] = One(QuantisedConv.Linear),
        ["QLinearMatMul"] = One(QuantisedMatMul.Linear),
        ["QuantizeLinear"] = One(Quantisation.Quantize),
        ["RMSNormalization"] = One(RmsNormalization.Run),
        ["Range"] = One(Constants.Range),
        ["ReduceL1"] = One(Reduce.L1),
        ["ReduceL2"] = One(Reduce.L2),
        ["ReduceLogSum"] = One(Reduce.LogSum),
        ["ReduceLogSumExp"] = One(Reduce.LogSumExp),
        ["ReduceMax"] = One(Reduce.Max),
        ["ReduceMean"] = One(Reduce.Mean),
        ["ReduceMin"] = One(Reduce.Min),
        ["ReduceProd"] = One(Reduce.Prod),
        ["ReduceSum"] = One(Reduce.Sum),
        ["ReduceSumSquare"] = One(Reduce.SumSquare),
        ["Reshape"] = One(Reshaping.Run),
        ["Resize"] = One(Resize.Run),
        ["Scatter"] = One(Scatter.Elements),
        ["ScatterElements"] = One(Scatter.Elements),
        ["ScatterND"] = One(Scatter.Nd),
        ["Selu"] = One(Elu.Selu),
        ["Shape"] = One(Constants.Shape),
        ["Shrink"] = One(Pointwise.Shrink),
        ["Size"] = One(Constants.Size),
        ["Slice"] = One(Slice.Run),
        ["Softmax"] = One(Softmax.Run),
        ["SpaceToDepth"] = One(SpaceToDepth.Run),
        ["Split"] = Split.Run,
        ["Squeeze"] = One(Reshaping.Run),
        ["Sub"] = One(Arithmetic.Sub),
        ["Sum"] = One(Variadic.Sum),
        ["Swish"] = One(Pointwise.Swish(1)),
        ["ThresholdedRelu"] = One(Pointwise.ThresholdedRelu),
        ["Tile"] = One(Tile.Run),
        ["TopK"] = TopK.Run,
        ["Transpose"] = One(Transpose.Run),
        ["Trilu"] = One(Selecting.Trilu),
        ["Unsqueeze"] = One(Reshaping.Run),
        ["Upsample"] = One(Resize.Run),
        ["Where"] = One(Logic.Where),
        ["Xor"] = One(Logic.Xor),

        // Withdrawn by ONNX; ONNX Runtime still runs them.
        ["Affine"] = One(Legacy.Affine),
        ["Crop"] = One(Legacy.Crop),
        ["ImageScaler"] = One(Legacy.ImageScaler),
        ["ParametricSoftplus"] = One(Legacy.ParametricSoftplus),
        ["Scale"] = One(Legacy.Scale),
        ["ScaledTanh"] = One(Legacy.ScaledTanh),

        // ONNX Runtime's own, which its optimised files hold; one of them stands in ONNX's domain.
        ["SimplifiedLayerNormalization"] = One(RmsNormalization.Run),
        ["com.microsoft.BiasGelu"] = One(Fused.Gelu(Erf.Gelu)),
        ["com.microsoft.DequantizeLinear"] = One(Quantisation.Dequantize),
        ["com.microsoft.DynamicQuantizeMatMul"] = One(QuantisedMatMul.Dynamic),
        ["com.microsoft.FastGelu"] = One(Fused.Gelu(Erf.FastGelu)),
        ["com.microsoft.FusedConv"] = One(Fused.Conv),
        ["com.microsoft.FusedGemm"] = One(Fused.Gemm),
        ["com.microsoft.FusedMatMul"] = One(Fused.MatMul),
        ["com.microsoft.Gelu"] = One(Erf.Gelu),
        ["com.microsoft.MatMulIntegerToFloat"] = One(QuantisedMatMul.ToFloat),
        ["com.microsoft.NhwcMaxPool"] = One(QuantisedPointwise.MaxPoolChannelsLast),
        ["com.microsoft.QGemm"] = One(QuantisedMatMul.Gemm),
        ["com.microsoft.QLinearAdd"] = One(QuantisedPointwise.Add),
        ["com.microsoft.QLinearAveragePool"] = One(QuantisedPointwise.AveragePool),
        ["com.microsoft.QLinearConcat"] = One(QuantisedPointwise.Concat),
        ["com.microsoft.QLinearConv"] = One(QuantisedConv.Linear),
        ["com.microsoft.QLinearGlobalAveragePool"] = One(QuantisedPointwise.GlobalAveragePool),
        ["com.microsoft.QLinearLeakyRelu"] = One(QuantisedPointwise.LeakyRelu),
        ["com.microsoft.QLinearMul"] = One(QuantisedPointwise.Mul),
        ["com.microsoft.QLinearSigmoid"] = One(QuantisedPointwise.Sigmoid),
        ["com.microsoft.QLinearSoftmax"] = One(QuantisedPointwise.Softmax),
        ["com.microsoft.QLinearWhere"] = One(QuantisedPointwise.Where),
        ["com.microsoft.QuantizeLinear"] = One(Quantisation.Quantize),
        ["com.microsoft.QuickGelu"] = One(Pointwise.Swish(1.702f)),
        ["com.microsoft.SkipLayerNormalization"] = Fused.SkipLayerNormalization,

        // Classical learning.
        ["ai.onnx.ml.ArrayFeatureExtractor"] = One(ClassicalLearning.ArrayFeatureExtractor),
        ["ai.onnx.ml.Normalizer"] = One(ClassicalLearning.Normalizer),
        ["ai.onnx.ml.Scaler"] = One(ClassicalLearning.Scaler),
        ["ai.onnx.ml.ZipMap"] = One(ClassicalLearning.ZipMap),
    };

    // Texts are told apart by their places in the tensor that holds them, so they may be picked and not computed with.
    private static readonly HashSet<string> s_onTexts =
        ["ai.onnx.ml.ArrayFeatureExtractor", "Flatten", "Gather", "Identity", "Reshape", "Shape", "Size", "Slice", "Squeeze", "Unsqueeze"];

    static Operators()
    {
        foreach (var (name, function) in Pointwise.Plain) s_all.Add(name, One(Pointwise.Of(function)));
    }

    /// <summary>Names of the operators, sorted; those of other domains than ONNX's own with their domain.</summary>
    public static IEnumerable<string> Names => s_all.Keys.Append(Conditional.Operator).Order(StringComparer.Ordinal);

    /// <summary>Whether the operator is known and can be evaluated from its inputs alone, which If cannot.</summary>
    public static bool Knows(OnnxNode node) => s_all.ContainsKey(Name(node));

    /// <summary>Evaluates a node; gives as many of its outputs as the evaluator makes, the first at least.</summary>
    public static OnnxTensor[] Evaluate(OnnxNode node, OnnxTensor?[] inputs)
    {
        if (!s_all.TryGetValue(Name(node), out var run)) throw new ConversionException("is not supported");
        if (inputs.Any(input => input?.Type == ElementType.String) && !s_onTexts.Contains(Name(node)))
            throw new ConversionException("reads text, which is not supported");
        try
        {
            return run(new(node, inputs));
        }
        catch (Exception e) when (e is ArithmeticException or IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            throw new ConversionException($"has inputs or attributes that do not fit together ({e.Message})", e);
        }
    }

    private static string Name(OnnxNode node) => node.Domain.Length == 0 ? node.Operator : $"{node.Domain}.{node.Operator}";

    private static Func<Arguments, OnnxTensor[]> One(Func<Arguments, OnnxTensor> run) => arguments => [run(arguments)];
}
