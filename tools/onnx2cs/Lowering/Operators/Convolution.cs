using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Conv to Conv2D, of images and of rows; zeros padded before it join its own padding.</summary>
internal static class Convolution
{
    public static Value Conv(LoweringContext context) => Conv(context, context.Result(0), context.Constant(1), context.OptionalConstant(2));

    /// <summary>ONNX Runtime's own convolution with a sum and an activation.</summary>
    public static Value Fused(LoweringContext context)
    {
        var y = Conv(context);
        return FusedActivation(context, context.Optional(3) is { } sum ? Arithmetic.Add(context, y, sum) : y);
    }

    /// <summary>The activation that ONNX Runtime's fused operators state by name.</summary>
    public static Value FusedActivation(LoweringContext context, Value y)
    {
        var numbers = context.Node.Floats("activation_params") ?? [];
        return context.Node.Text("activation", "") switch
        {
            "" => y,
            "Relu" => Elementwise.Activation(context, y, ActivationKind.Relu),
            "Sigmoid" => Elementwise.Activation(context, y, ActivationKind.Sigmoid),
            "Tanh" => Elementwise.Activation(context, y, ActivationKind.Tanh),
            "LeakyRelu" => Elementwise.Activation(context, y, ActivationKind.LeakyRelu, Parameter("activation_alpha", 0, 0.01)),
            "Clip" => Pointwise.Clamp(context, y, Parameter("activation_min", 0, double.NegativeInfinity), Parameter("activation_max", 1, double.PositiveInfinity)),
            "HardSigmoid" => Elementwise.Activation(
                context, Elementwise.Affine(context, y, Parameter("activation_alpha", 0, 0.2), Parameter("activation_beta", 1, 0.5)), ActivationKind.Clip, 0, 1),
            var other => throw new ConversionException($"with the activation {Quoted.Text(other)} is not supported"),
        };

        // A list of numbers in FusedConv, attributes of their own in FusedGemm.
        double Parameter(string name, int index, double otherwise) => index < numbers.Length ? numbers[index] : context.Node.Float(name, otherwise);
    }

    public static Value Conv(LoweringContext context, Value value, OnnxTensor weights, OnnxTensor? bias)
    {
        if (weights.Rank is not (3 or 4) || weights.Rank != value.Rank)
            throw new ConversionException($"of {OnnxTensor.Describe(value.Shape)} with weights {OnnxTensor.Describe(weights.Shape)} is not supported");
        var x = context.Image(value);
        var groups = OnnxNode.Whole(context.Node.Integer("group", 1), "group");
        var (outputs, perGroup) = (weights.Shape[0], weights.Shape[1]);
        var kernel = weights.Shape[2..];
        if (groups < 1 || (long)perGroup * groups != x.Shape.C || outputs < 1 || outputs % groups != 0)
            throw new ConversionException($"has weights {OnnxTensor.Describe(weights.Shape)} in {groups} groups for an input of {x.Shape.C} channels");
        if (context.Node.Integers("kernel_shape") is { } stated && !stated.SequenceEqual(kernel.Select(length => (long)length)))
            throw new ConversionException("states a kernel_shape that its weights do not have");
        if (bias is not null && bias.Values.Length != outputs) throw new ConversionException($"has a bias of {bias.Values.Length} values for {outputs} channels");
        var (ys, xs) = Windows.Of(context.Node, x.Shape, kernel);
        var op = context.New(OpKind.Conv2D, new(outputs, ys.Count, xs.Count), x);
        op.Kernel = new(ys.Kernel, xs.Kernel);
        op.Stride = new(ys.Stride, xs.Stride);
        op.Dilation = new(ys.Dilation, xs.Dilation);
        op.PadBegin = new(ys.Begin, xs.Begin);
        op.PadEnd = new(ys.End, xs.End);
        op.Groups = groups;
        op.Weight = weights.Values;
        op.Bias = bias?.Values ?? new double[outputs];
        Padding.Absorb(op);
        return value.Rank == 4 ? Value.Of(op) : Value.Of(op, View.Of(1, outputs, xs.Count));
    }
}
