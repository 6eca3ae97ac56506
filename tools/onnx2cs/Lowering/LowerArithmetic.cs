using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Arithmetic: with constants it scales and shifts channels; of two activations only the sum and the gate of SiLU are in the set.</summary>
internal static class LowerArithmetic
{
    public static Value Add(Call call)
    {
        var (a, b) = (call[0], call[1]);
        if (b.Constant is { } right) return ScaleShift(call, a, right, c => (1, c));
        if (a.Constant is { } left) return ScaleShift(call, b, left, c => (1, c));
        if (a.Op!.Shape != b.Op!.Shape || !a.Shape.AsSpan().SequenceEqual(b.Shape))
            throw new ConversionException($"of shapes {OnnxTensor.Describe(a.Shape)} and {OnnxTensor.Describe(b.Shape)} is not supported");
        return a.With(call.New(OpKind.Add, a.Op.Shape, a.Op, b.Op));
    }

    public static Value Sub(Call call)
    {
        if (call[1].Constant is { } right) return ScaleShift(call, call[0], right, c => (1, -c));
        if (call[0].Constant is { } left) return ScaleShift(call, call[1], left, c => (-1, c));
        throw new ConversionException("of two activations is not supported");
    }

    public static Value Mul(Call call)
    {
        if (call[1].Constant is { } right) return ScaleShift(call, call[0], right, c => (c, 0));
        if (call[0].Constant is { } left) return ScaleShift(call, call[1], left, c => (c, 0));
        return Gate(call, call[0], call[1]) ?? Gate(call, call[1], call[0])
            ?? throw new ConversionException("of two activations is not supported, but for x * sigmoid(x) and x * hardsigmoid(x)");
    }

    public static Value Div(Call call)
    {
        if (call[1].Constant is not { } right) throw new ConversionException("by an activation is not supported");
        if (right.Values.Contains(0)) throw new ConversionException("divides by zero");
        return ScaleShift(call, call[0], right, c => (1 / c, 0));
    }

    public static Value BatchNormalization(Call call)
    {
        call.RequireConstants(1);
        var (x, a) = (call.Edge(0), call.Constants);
        var (scale, shift) = Reference.BatchNormalization.Affine(call.Node, a[1], a[2], a[3], a[4]);
        if (x.Shape.Length < 2 || x.Shape[1] != x.Op!.Shape.C || scale.Length != x.Op.Shape.C)
            throw new ConversionException($"of {scale.Length} channels does not fit its input {OnnxTensor.Describe(x.Shape)}");
        return Affine(call, x, scale, shift);
    }

    private static Value? Gate(Call call, Value x, Value gate)
    {
        if (gate.Op is not { Kind: OpKind.Activation } op || op.Inputs[0] != x.Op || !gate.Shape.AsSpan().SequenceEqual(x.Shape))
            return null;
        return op.Activation switch
        {
            ActivationKind.Sigmoid => LowerPointwise.Activate(call, x, ActivationKind.Silu),
            ActivationKind.HardSigmoid => LowerPointwise.Activate(call, x, ActivationKind.HardSwish),
            _ => null,
        };
    }

    private static Value ScaleShift(Call call, Value x, OnnxTensor constant, Func<double, (double Scale, double Shift)> of)
    {
        var channels = x.Op!.Shape.C;
        var shape = Broadcasting.Shape(x.Shape, constant.Shape);
        // Every axis of the constant but the channels' must have length 1, or the sum would differ from pixel to pixel.
        var lengths = Enumerable.Repeat(1, Math.Max(0, x.Shape.Length - constant.Rank)).Concat(constant.Shape).ToArray();
        var perChannel = x.Shape.Length >= 2 && x.Shape[1] == channels
            && lengths.Where((length, axis) => axis != 1 && length != 1).FirstOrDefault(1) == 1;
        if (!shape.AsSpan().SequenceEqual(x.Shape) || (constant.Values.Length != 1 && !perChannel))
            throw new ConversionException(
                $"with a constant of shape {OnnxTensor.Describe(constant.Shape)} on {OnnxTensor.Describe(x.Shape)} is not supported");
        var (scale, shift) = (new double[channels], new double[channels]);
        for (var c = 0; c < channels; c++) (scale[c], shift[c]) = of(constant.Values[constant.Values.Length == 1 ? 0 : c]);
        return Affine(call, x, scale, shift);
    }

    private static Value Affine(Call call, Value x, double[] scale, double[] shift)
    {
        var op = call.New(OpKind.ScaleShift, x.Op!.Shape, x.Op);
        (op.Weight, op.Bias) = (scale, shift);
        return x.With(op);
    }
}
