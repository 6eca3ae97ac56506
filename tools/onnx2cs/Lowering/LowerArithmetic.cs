using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Arithmetic: with constants it scales and shifts channels, of two activations it is a sum or a product.</summary>
internal static class LowerArithmetic
{
    public static Value Add(Call call) => Add(call, call[0], Second(call));

    public static Value Add(Call call, Value a, Value b)
    {
        if (b.Constant is { } right) return Constants.ScaleShift(call, a, right, c => (1, c));
        if (a.Constant is { } left) return Constants.ScaleShift(call, b, left, c => (1, c));
        var sum = Binary.Of(call, OpKind.Add, a, b);
        sum.Op!.IsJoin = a.Op!.Shape == b.Op!.Shape;
        return sum;
    }

    public static Value Sub(Call call)
    {
        var (a, b) = (call[0], Second(call));
        if (b.Constant is { } right) return Constants.ScaleShift(call, a, right, c => (1, -c));
        if (a.Constant is { } left) return Constants.ScaleShift(call, b, left, c => (-1, c));
        return Binary.Of(call, OpKind.Add, a, b.With(call.Affine(b.Op!, -1, 0)));
    }

    public static Value Mul(Call call)
    {
        var (a, b) = (call[0], Second(call));
        if (b.Constant is { } right) return Constants.ScaleShift(call, a, right, c => (c, 0));
        if (a.Constant is { } left) return Constants.ScaleShift(call, b, left, c => (c, 0));
        return Binary.Of(call, OpKind.Multiply, a, b);
    }

    public static Value Div(Call call)
    {
        var (a, b) = (call[0], Second(call));
        if (b.Constant is { } right)
        {
            return right.Values.Contains(0) ? throw new ConversionException("divides by zero")
                : Constants.ScaleShift(call, a, right, c => (1 / c, 0));
        }
        var reciprocal = b.With(call.Activation(b.Op!, ActivationKind.Power, -1));
        return a.Constant is { } left ? Constants.ScaleShift(call, reciprocal, left, c => (c, 0))
            : Binary.Of(call, OpKind.Multiply, a, reciprocal);
    }

    public static Value Pow(Call call)
    {
        var x = call.Edge(0);
        if (call[1].Constant is not { Values: [var exponent] })
            throw new ConversionException("with an exponent that is not one constant number is not supported");
        return exponent == 1 ? x : x.With(call.Activation(x.Op!, ActivationKind.Power, exponent));
    }

    public static Value Sum(Call call)
    {
        var inputs = call.ResultsFirst();
        var sum = inputs[0];
        foreach (var input in inputs.Skip(1)) sum = Add(call, sum, input);
        return sum;
    }

    public static Value Mean(Call call)
    {
        var sum = Sum(call);
        return sum.With(call.Affine(sum.Op!, 1.0 / call.Count, 0));
    }

    private static Value Second(Call call)
    {
        var shape = Reference.Arithmetic.Aligned(call.Node, call[0].Shape.Length, call[1].Shape);
        return call[1].Constant is { } constant ? Value.Of(constant.Reshape(shape)) : call[1] with { Shape = shape };
    }
}
