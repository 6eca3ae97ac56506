using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Freeze.Cpu.Operators;

/// <summary>Activation functions in place.</summary>
internal static class Activations
{
    /// <summary>Whether a convolution's epilogue, which clamps, cannot do the function alone.</summary>
    public static bool NeedsPass(Activation activation) => activation is not (Activation.None or Activation.Relu or Activation.Relu6);

    /// <summary>Whether the function may make infinity of what is no part of the tensor but fills the last block of channels.</summary>
    public static bool MayOverflow(Activation activation) => activation is Activation.Power or Activation.Exp or Activation.Log;

    public static void Apply(Activation activation, Span<float> values)
    {
        switch (activation)
        {
            case Activation.None:
                break;
            case Activation.Relu:
                TensorPrimitives.Max(values, 0, values);
                break;
            case Activation.Relu6:
                TensorPrimitives.Clamp(values, 0f, 6f, values);
                break;
            case Activation.Sigmoid:
                TensorPrimitives.Sigmoid(values, values);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh(values, values);
                break;
            case Activation.Silu:
                foreach (ref var v in values) v /= 1 + MathF.Exp(-v);
                break;
            case Activation.HardSigmoid:
                foreach (ref var v in values) v = HardSigmoid(v);
                break;
            case Activation.HardSwish:
                foreach (ref var v in values) v *= HardSigmoid(v);
                break;
            case Activation.Gelu:
                Erf.Gelu(values);
                break;
            case Activation.Softplus:
                foreach (ref var v in values) v = Math.Max(v, 0) + MathF.Log(1 + MathF.Exp(-Math.Abs(v)));
                break;
            default:
                throw new InvalidOperationException($"Activation {activation} is not known, or needs a layer of its own.");
        }
    }

    /// <summary>Applies any function, with parameters where it has them.</summary>
    public static void Apply(Activation activation, float alpha, float beta, Span<float> values)
    {
        switch (activation)
        {
            case Activation.LeakyRelu:
                foreach (ref var v in values) v = v < 0 ? alpha * v : v;
                break;
            case Activation.Elu:
                foreach (ref var v in values) v = v < 0 ? alpha * ExpM1(v) : v;
                break;
            case Activation.Clip:
                TensorPrimitives.Clamp(values, alpha, beta, values);
                break;
            case Activation.Power:
                Power(values, alpha);
                break;
            case Activation.Exp:
                TensorPrimitives.Exp(values, values);
                break;
            case Activation.Erf:
                Erf.Apply(values);
                break;
            case Activation.Round:
                TensorPrimitives.Round(values, values);
                break;
            case Activation.Log:
                TensorPrimitives.Log(values, values);
                break;
            case Activation.Step:
                Step(values);
                break;
            default:
                Apply(activation, values);
                break;
        }
    }

    private static float HardSigmoid(float v) => Math.Clamp(v / 6 + 0.5f, 0, 1);

    private static void Step(Span<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var (zero, one) = (Vector<float>.Zero, Vector<float>.One);
        foreach (ref var v in vectors) v = Vector.ConditionalSelect(Vector.GreaterThan(v, zero), one, zero);
        foreach (ref var v in values[(vectors.Length * Vector<float>.Count)..]) v = v > 0 ? 1 : 0;
    }

    // exp(v) - 1 of a small v would be lost in the rounding of 1.
    private static float ExpM1(float v) => v > -1e-2f ? v * (1 + v * (0.5f + v * (1 / 6f))) : MathF.Exp(v) - 1;

    private static void Power(Span<float> values, float exponent)
    {
        if (exponent == 0.5f) TensorPrimitives.Sqrt(values, values);
        else if (exponent == 2) TensorPrimitives.Multiply(values, values, values);
        else if (exponent == -1) TensorPrimitives.Reciprocal(values, values);
        else if (exponent == -0.5f) TensorPrimitives.ReciprocalSqrt(values, values);
        else TensorPrimitives.Pow(values, exponent, values);
    }
}
