using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>Weights rounded to half floats.</summary>
internal static class HalfWeights
{
    /// <summary>Rounds to the nearest.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="values">Its weights.</param>
    /// <exception cref="FreezeException">A weight is too large for a half float, or no number.</exception>
    public static Half[] Round(Layer layer, ReadOnlySpan<float> values)
    {
        var rounded = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, rounded);
        for (var i = 0; i < rounded.Length; i++)
            if (!Half.IsFinite(rounded[i]))
                throw new FreezeException(
                    $"Layer '{layer.Name}' has a weight of {values[i]:G4}, which 16 bits do not hold (up to {Half.MaxValue}). Load the model without HalfWeights.");
        return rounded;
    }
}
