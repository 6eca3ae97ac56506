using System.Numerics.Tensors;

namespace Freeze.Caching;

/// <summary>The predictor's arithmetic.</summary>
public sealed partial class LearnedCache
{
    /// <summary>Computes the logits; false when the activation or what comes of it is not finite.</summary>
    private bool TryLogits(ReadOnlySpan<float> pooled, Span<float> hidden, Span<float> logits)
    {
        if (Hidden == 0)
        {
            Product(pooled, OutputWeights, OutputBias, logits);
        }
        else
        {
            Product(pooled, HiddenWeights, HiddenBias, hidden);

            // A unit at minus infinity would be a harmless zero behind the rectifier, and the guess one about nothing.
            if (!float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(hidden))) return false;
            TensorPrimitives.Max(hidden, 0, hidden);
            Product(hidden, OutputWeights, OutputBias, logits);
        }

        return float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(logits));
    }

    private static void Product(ReadOnlySpan<float> input, float[] rows, float[] bias, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++) output[i] = TensorPrimitives.Dot(input, rows.AsSpan(i * input.Length, input.Length)) + bias[i];
    }
}
