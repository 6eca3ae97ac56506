using System.Numerics.Tensors;

namespace Freeze.Cpu.Operators;

/// <summary>Activation functions in place.</summary>
internal static class Activations
{
    /// <summary>Whether a convolution's epilogue, which clamps, cannot do the function alone.</summary>
    public static bool NeedsPass(Activation activation) => activation is not (Activation.None or Activation.Relu or Activation.Relu6);

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
            default:
                throw new InvalidOperationException($"Activation {activation} is not known.");
        }
    }

    private static float HardSigmoid(float v) => Math.Clamp(v / 6 + 0.5f, 0, 1);
}
