using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>
/// Operators on quantised numbers. The network is computed in floats, with values rounded where the quantised one rounds them.
/// </summary>
internal static class Quantisation
{
    public static Value Quantize(LoweringContext context)
    {
        var type = context.Optional(2)?.Type
            ?? (context.Node.Integer("output_dtype", 0) is > 0 and var stated ? (ElementType)stated : ElementType.UInt8);
        return Quantize(context, context[0], context.Constant(1), context.OptionalConstant(2), type);
    }

    public static Value Dequantize(LoweringContext context) => Dequantize(context, context[0], context[1], context.Optional(2));

    /// <summary>The range of the values, 0 included, becomes that of a byte; also gives the scale and the zero point.</summary>
    public static Value[] Dynamic(LoweringContext context)
    {
        var x = context.Result(0);
        int[] axes = [.. Enumerable.Range(0, x.Rank)];
        var zero = Value.Of(new OnnxTensor([], [0]));
        var most = Clamped(Reduction.Max(context, x, axes), 0, double.PositiveInfinity);
        var least = Clamped(Reduction.Min(context, x, axes), double.NegativeInfinity, 0);
        var range = Elementwise.Affine(context, Elementwise.Subtract(context, most, least), 1.0 / byte.MaxValue, 0);

        // Where all values are 0 the scale is 1.
        var scale = Elementwise.Add(context, range, Comparison.LessOrEqual(context, range, zero)).Move(view => view.Without(axes));
        var inverse = Elementwise.Activation(context, scale, ActivationKind.Power, -1);
        var offset = Elementwise.Affine(context, Elementwise.Multiply(context, least.Move(view => view.Without(axes)), inverse), -1, 0);
        var point = Clamped(Elementwise.Activation(context, offset, ActivationKind.Round), 0, byte.MaxValue);
        var rounded = Elementwise.Activation(context, Elementwise.Multiply(context, x, inverse), ActivationKind.Round);
        var y = Clamped(Elementwise.Add(context, rounded, point), 0, byte.MaxValue);
        return [y.As(ElementType.UInt8), scale, point.As(ElementType.UInt8)];

        Value Clamped(Value value, double from, double to) => Pointwise.Clamp(context, value, from, to);
    }

    public static Value IntegerConv(LoweringContext context) =>
        Convolution.Conv(context, Centred(context, context[0], context.Optional(2)), Constant(Centred(context, context[1], context.Optional(3), 0)), null)
            .As(ElementType.Int32);

    public static Value IntegerMatMul(LoweringContext context) => Products.MatMul(
        context, Centred(context, context[0], context.Optional(2), -2), Centred(context, context[1], context.Optional(3), -1)).As(ElementType.Int32);

    public static Value QLinearConv(LoweringContext context)
    {
        var x = Dequantize(context, context[0], context[1], context.Optional(2));
        var weights = Dequantize(context, context[3], context[4], context.Optional(5), 0);

        // The bias counts in products of the two scales.
        var (inputScale, weightScale) = (context.Constant(1).Values[0], context.Constant(4));
        OnnxTensor scales = new([weightScale.Values.Length], Array.ConvertAll(weightScale.Values, scale => scale * inputScale));
        var bias = context.OptionalConstant(8) is { } sums ? Folding.Binary(sums, scales, (sum, scale) => sum * scale, ElementType.Float).Constant : null;
        return Requantize(context, Convolution.Conv(context, x, Constant(weights), bias), 6);
    }

    public static Value QLinearMatMul(LoweringContext context) => Requantize(context, Products.MatMul(
        context, Dequantize(context, context[0], context[1], context.Optional(2), -2), Dequantize(context, context[3], context[4], context.Optional(5), -1)), 6);

    /// <summary>ONNX Runtime's sum or product of two quantised values.</summary>
    public static Func<LoweringContext, Value> QLinear(Func<LoweringContext, Value, Value, Value> function) => context => Requantize(context, function(
        context, Dequantize(context, context[0], context[1], context.Optional(2)), Dequantize(context, context[3], context[4], context.Optional(5))), 6);

    /// <summary>ONNX Runtime's function of one quantised value.</summary>
    public static Func<LoweringContext, Value> QLinear(Func<LoweringContext, Value, Value> function) => context =>
        Requantize(context, function(context, Dequantize(context, context[0], context[1], context.Optional(2))), 3);

    public static Value QLinearGlobalAveragePool(LoweringContext context)
    {
        if (context.Node.Integer("channels_last", 0) != 0) throw new ConversionException("with channels_last is not supported");
        var x = Dequantize(context, context[0], context[1], context.Optional(2));
        return Requantize(context, Reduction.Mean(context, x, [.. Enumerable.Range(2, x.Rank - 2)]), 3);
    }

    private static Value Requantize(LoweringContext context, Value x, int scale) =>
        Quantize(context, x, context.Constant(scale), context.OptionalConstant(scale + 1), context.Optional(scale + 1)?.Type ?? ElementType.UInt8);

    private static Value Quantize(LoweringContext context, Value x, OnnxTensor scale, OnnxTensor? zero, ElementType type)
    {
        var (least, most) = type.Range() ?? throw new ConversionException($"to {ElementTypes.NameOf((int)type)} is not supported");
        var (scales, zeros) = (Along(context, scale, x.Shape), zero is null ? new OnnxTensor([], [0], type) : Along(context, zero, x.Shape));
        if (scale.Values.Any(value => !(value > 0) || !double.IsFinite(value))) throw new ConversionException("has a scale that is not positive");
        if (x.Constant is { } constant)
        {
            var quotients = Folding.Binary(constant, scales, (v, s) => Math.Round(v / s)).Constant!;
            return Folding.Binary(quotients, zeros, (v, z) => Math.Clamp(v + z, least, most), type);
        }

        var offset = zeros.Values[0];
        if (zeros.Values.Any(value => value != offset)) throw new ConversionException("with zero points that differ is not supported");
        var scaled = Elementwise.Affine(context, x, new OnnxTensor(scales.Shape, Array.ConvertAll(scales.Values, s => 1 / s)), null);
        var rounded = Elementwise.Activation(context, scaled, ActivationKind.Round);
        return Elementwise.Affine(context, Elementwise.Activation(context, rounded, ActivationKind.Clip, least - offset, most - offset), 1, offset).As(type);
    }

    private static Value Dequantize(LoweringContext context, Value x, Value scale, Value? zero, int? axis = null)
    {
        var centred = Centred(context, x, zero, axis).As(ElementType.Float);
        if (scale.Constant is not { } constant) return Arithmetic.Mul(context, centred, scale);
        var scales = Along(context, constant, x.Shape, axis);
        return centred.Constant is { } numbers ? Folding.Binary(numbers, scales, (v, s) => v * s, ElementType.Float)
            : Elementwise.Affine(context, centred, scales, null);
    }

    private static Value Centred(LoweringContext context, Value x, Value? zero, int? axis = null)
    {
        if (zero is null) return x.As(ElementType.Int32);
        if (zero.Constant is not { } constant) return Arithmetic.Sub(context, x.As(ElementType.Int32), zero.As(ElementType.Int32));
        var zeros = Along(context, constant, x.Shape, axis);
        if (Array.TrueForAll(zeros.Values, value => value == 0)) return x.As(ElementType.Int32);
        return Arithmetic.Sub(context, x.As(ElementType.Int32), Value.Of(zeros.As(ElementType.Int32)));
    }

    /// <summary>Scales or zero points in a shape that broadcasts: one, one for each element of an axis, or one for each block of an axis.</summary>
    private static OnnxTensor Along(LoweringContext context, OnnxTensor parameter, int[] shape, int? fixedAxis = null)
    {
        if (parameter.Values.Length == 1) return parameter.Reshape([]);
        var axis = LoweringContext.Axis(fixedAxis ?? context.Node.Integer("axis", 1), shape.Length);
        var block = OnnxNode.Whole(context.Node.Integer("block_size", 0), "block_size");
        if (block > 0 && parameter.Rank == shape.Length)
        {
            // Each element's block along the axis.
            if ((shape[axis] + block - 1) / block != parameter.Shape[axis]) throw new ConversionException($"has blocks of {block} that do not fit {OnnxTensor.Describe(shape)}");
            var blocks = new OnnxTensor(shape, parameter.Type);
            var inner = OnnxTensor.Count(shape.AsSpan(axis + 1));
            for (var i = 0; i < blocks.Values.Length; i++)
            {
                var (outer, at, rest) = (i / inner / shape[axis], i / inner % shape[axis] / block, i % inner);
                blocks.Values[i] = parameter.Values[(((outer * parameter.Shape[axis]) + at) * inner) + rest];
            }

            return blocks;
        }

        if (parameter.Rank > 1) return parameter;
        if (parameter.Values.Length != shape[axis])
            throw new ConversionException($"has {parameter.Values.Length} scales or zero points for axis {axis} of {OnnxTensor.Describe(shape)}");
        int[] lengths = [.. Enumerable.Repeat(1, shape.Length)];
        lengths[axis] = parameter.Values.Length;
        return parameter.Reshape(lengths);
    }

    private static OnnxTensor Constant(Value value) =>
        value.Constant ?? throw new ConversionException("computes its weights from the image, which is not supported");
}
