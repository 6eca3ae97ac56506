using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Normalisations: by stored statistics, over axes, over groups of channels, over neighbouring channels.</summary>
internal static class Normalisation
{
    private const int FirstWithTrainingMode = 14, FirstWithoutIsTest = 7;

    public static Value[] Batch(LoweringContext context)
    {
        var (node, x) = (context.Node, context[0]);
        OnnxTensor gamma = context.Constant(1), beta = context.Constant(2), mean = context.Constant(3), variance = context.Constant(4);
        if (x.Rank < 2) throw new ConversionException($"of {OnnxTensor.Describe(x.Shape)} is not supported; it has no channels");
        var (channels, epsilon) = (x.Shape[1], node.Float("epsilon", 1e-5f));
        if (new[] { gamma, beta, mean, variance }.Any(tensor => tensor.Values.Length != channels))
            throw new ConversionException($"has parameters that do not fit the {channels} channels of its input {OnnxTensor.Describe(x.Shape)}");
        int[] shape = [1, channels, .. Enumerable.Repeat(1, x.Rank - 2)];

        // Statistics of a batch of images would be those of the images that happen to come together; those of constants are what they are.
        if (IsTraining(node))
        {
            if (x.Constant is not { } constant)
                throw new ConversionException("is in training mode, where it computes statistics of each batch; export the model in evaluation mode");
            int[] others = [.. Enumerable.Range(0, x.Rank).Where(axis => axis != 1)];
            mean = Folding.Reduce(constant, others, items => items.Average()).Constant!;
            var centred = Folding.Binary(constant, mean, (v, m) => v - m).Constant!;
            variance = Folding.Reduce(centred, others, items => items.Average(v => v * v)).Constant!;
        }

        var (scale, shift) = (new double[channels], new double[channels]);
        for (var c = 0; c < channels; c++)
        {
            var deviation = Math.Sqrt(variance.Values[c] + epsilon);
            if (!(deviation > 0)) throw new ConversionException($"has the variance {variance.Values[c]} in channel {c}");
            scale[c] = gamma.Values[c] / deviation;
            shift[c] = beta.Values[c] - (mean.Values[c] * scale[c]);
        }

        OnnxTensor scales = new(shape, scale), shifts = new(shape, shift);
        return [x.Constant is { } weights
            ? Folding.Binary(Folding.Binary(weights, scales, (v, s) => v * s).Constant!, shifts, (v, s) => v + s) : Elementwise.Affine(context, x, scales, shifts)];
    }

    // Until operator set 14 a node with further outputs was one in training; until 7 an attribute said so.
    private static bool IsTraining(OnnxNode node) => node.Opset >= FirstWithTrainingMode ? node.Integer("training_mode", 0) != 0
        : node.Opset >= FirstWithoutIsTest ? node.Outputs.Skip(1).Any(output => output.Length > 0) : node.Integer("is_test", 0) == 0;

    public static Value Layer(LoweringContext context)
    {
        var x = context.Result(0);
        var axis = context.Axis("axis", -1, x.Rank);
        context.RefuseBatch(x, [axis]);
        var normal = Standardised(context, x, [.. Enumerable.Range(axis, x.Rank - axis)], context.Node.Float("epsilon", 1e-5f));
        return Elementwise.Affine(context, normal, context.Constant(1), context.OptionalConstant(2));
    }

    /// <summary>Over the root of the mean square; operator set 23.</summary>
    public static Value RootMeanSquare(LoweringContext context)
    {
        var x = context.Result(0);
        var axis = context.Axis("axis", -1, x.Rank);
        int[] axes = [.. Enumerable.Range(axis, x.Rank - axis)];
        var mean = Reduction.Mean(context, Elementwise.Activation(context, x, ActivationKind.Power, 2), axes);
        return Elementwise.Affine(context, Elementwise.Multiply(context, x, InverseRoot(context, mean, context.Node.Float("epsilon", 1e-5f))), context.Constant(1), null);
    }

    /// <summary>Each channel for itself; on an image seen as [1, groups, ...], as exporters write it, each group.</summary>
    public static Value Instance(LoweringContext context)
    {
        var x = context.Result(0);
        if (x.Rank < 3) throw new ConversionException($"of {OnnxTensor.Describe(x.Shape)} is not supported");
        return Grouped(context, x, context.Constant(1), context.Constant(2));
    }

    /// <summary>Groups of channels; operator set 18 stated the parameters for each group, newer ones for each channel.</summary>
    public static Value Group(LoweringContext context)
    {
        var x = context.Result(0);
        var groups = OnnxNode.Whole(context.Node.Integer("num_groups", 0), "num_groups");
        if (x.Rank < 3 || groups < 1 || x.Shape[1] % groups != 0)
            throw new ConversionException($"has {groups} groups on {OnnxTensor.Describe(x.Shape)}");
        var grouped = context.Reshape(x, [x.Shape[0], groups, x.Shape[1] / groups, .. x.Shape[2..]]);
        var (scale, shift) = (context.Constant(1), context.Constant(2));
        if (scale.Values.Length == groups && groups != x.Shape[1])
            return context.Reshape(Grouped(context, grouped, scale, shift), x.Shape);
        var normal = Standardised(context, grouped, [.. Enumerable.Range(2, x.Rank - 1)], context.Node.Float("epsilon", 1e-5f));
        return Scaled(context, context.Reshape(normal, x.Shape), scale, shift);
    }

    /// <summary>Subtracts the mean over axes and divides by the deviation, epsilon added to that.</summary>
    public static Value MeanVariance(LoweringContext context)
    {
        var x = context.Result(0);
        int[] axes = [.. (context.Node.Integers("axes") ?? [0, 2, 3]).Select(axis => LoweringContext.Axis(axis, x.Rank))];
        context.RefuseBatch(x, axes);
        var centred = Elementwise.Subtract(context, x, Reduction.Mean(context, x, axes));
        var variance = Reduction.Mean(context, Elementwise.Activation(context, centred, ActivationKind.Power, 2), axes);

        // The specification adds epsilon to the deviation here, where others add it to the variance.
        var deviation = Elementwise.Affine(context, Elementwise.Activation(context, variance, ActivationKind.Power, 0.5), 1, 1e-9);
        return Elementwise.Multiply(context, centred, Elementwise.Activation(context, deviation, ActivationKind.Power, -1));
    }

    /// <summary>The sum over a window of channels is a convolution with ones along the diagonal.</summary>
    public static Value LocalResponse(LoweringContext context)
    {
        var (node, x) = (context.Node, context.Image(0));
        var (channels, window) = (x.Shape.C, OnnxNode.Whole(node.Integer("size", 0), "size"));
        if (window < 1) throw new ConversionException("lacks size");
        var weight = new double[Allowance.Take([channels, channels])];
        for (var c = 0; c < channels; c++)
        {
            var (first, last) = (Math.Max(0, c - ((window - 1) / 2)), Math.Min(channels - 1, c + (window / 2)));
            weight.AsSpan((c * channels) + first, last - first + 1).Fill(node.Float("alpha", 1e-4f) / window);
        }

        var square = context.Activation(x, ActivationKind.Power, 2);
        var sums = context.Pointwise(square, channels, weight, [.. Enumerable.Repeat(node.Float("bias", 1), channels)]);
        var powers = context.Activation(sums, ActivationKind.Power, -node.Float("beta", 0.75f));
        return Value.Of(context.New(OpKind.Multiply, x.Shape, x, powers));
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) over axes.</summary>
    public static Value Standardised(LoweringContext context, Value x, int[] axes, double epsilon)
    {
        if (OverChannels(x, axes))
        {
            var op = context.New(OpKind.LayerNorm, x.Source.Shape, x.Source);
            (op.Weight, op.Bias, op.Epsilon) = ([.. Enumerable.Repeat(1.0, op.Shape.C)], new double[op.Shape.C], epsilon);
            return x.With(op);
        }

        var centred = Elementwise.Subtract(context, x, Reduction.Mean(context, x, axes));
        var variance = Reduction.Mean(context, Elementwise.Activation(context, centred, ActivationKind.Power, 2), axes);
        return Elementwise.Multiply(context, centred, InverseRoot(context, variance, epsilon));
    }

    private static bool OverChannels(Value x, int[] axes)
    {
        var shape = x.Source.Shape;
        int[] longer = [.. axes.Where(axis => x.Shape[axis] > 1)];
        return x.View.IsPermutation(shape.Count) && longer.Length == 1 && x.Shape[longer[0]] == shape.C && x.View.Strides[longer[0]] == shape.Plane;
    }

    private static Value Grouped(LoweringContext context, Value x, OnnxTensor scale, OnnxTensor shift) =>
        Scaled(context, Standardised(context, x, [.. Enumerable.Range(2, x.Rank - 2)], context.Node.Float("epsilon", 1e-5f)), scale, shift);

    private static Value Scaled(LoweringContext context, Value x, OnnxTensor scale, OnnxTensor shift)
    {
        if (scale.Values.Length != x.Shape[1] || shift.Values.Length != x.Shape[1]) throw new ConversionException("has parameters that do not fit its input");
        int[] shape = [x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)];
        return Elementwise.Affine(context, x, scale.Reshape(shape), shift.Reshape(shape));
    }

    private static Value InverseRoot(LoweringContext context, Value x, double epsilon) =>
        Elementwise.Activation(context, Elementwise.Affine(context, x, 1, epsilon), ActivationKind.Power, -0.5);
}
