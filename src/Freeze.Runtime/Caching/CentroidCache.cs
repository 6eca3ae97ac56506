using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Caching;

/// <summary>
/// The cache of one probe as in Freeze (HotCloud 2019), with a score that has no unit: the pooled activation is projected to a short key; the
/// key's nearest centroid gives the answer; how much nearer it is than the nearest centroid of any other class gives the score.
/// </summary>
public sealed class CentroidCache
{
    /// <summary>Side of the pooling grid: the activation is averaged to grid x grid values a channel.</summary>
    public required int Grid { get; init; }

    /// <summary>Rows of the projection, [d, D] row-major, with D = channels * grid * grid.</summary>
    public required float[] Projection { get; init; }

    /// <summary>Added to the projected key, [d].</summary>
    public required float[] Offset { get; init; }

    /// <summary>Centroids in key space, [n, d] row-major.</summary>
    public required float[] Centroids { get; init; }

    /// <summary>Class of each centroid, [n].</summary>
    public required int[] Classes { get; init; }

    /// <summary>A request leaves when its score is at least this; infinite when the probe is off.</summary>
    public float Threshold { get; init; } = float.PositiveInfinity;

    /// <summary>Slope of the logistic estimate of agreement with the network from the score.</summary>
    public float Slope { get; init; }

    /// <summary>Intercept of that estimate.</summary>
    public float Intercept { get; init; }

    /// <summary>Whether anybody can leave here.</summary>
    public bool IsOn => float.IsFinite(Threshold);

    /// <summary>Length of a key, d.</summary>
    public int KeyLength => Offset.Length;

    /// <summary>Length of the pooled activation, D.</summary>
    public int PooledLength => Projection.Length / Offset.Length;

    /// <summary>Cost of one look-up in multiply-accumulates; each addition of the pooling counts as one.</summary>
    /// <param name="activation">Shape of the activation that the probe looks at.</param>
    public long Macs(Shape activation) =>
        (long)activation.Channels * activation.Height * activation.Width + Projection.Length + Centroids.Length;

    /// <summary>Looks a pooled activation up.</summary>
    /// <param name="pooled">Pooled activation in channel, row, column order, [D].</param>
    /// <param name="key">Scratch space of at least d values; holds the key afterwards.</param>
    /// <returns>Cached class and score in 0..1.</returns>
    public (int Class, float Score) LookUp(ReadOnlySpan<float> pooled, Span<float> key)
    {
        key = key[..KeyLength];
        for (var i = 0; i < key.Length; i++)
            key[i] = TensorPrimitives.Dot(pooled, Projection.AsSpan(i * pooled.Length, pooled.Length)) + Offset[i];

        int best = -1;
        float nearest = float.PositiveInfinity, rival = float.PositiveInfinity;
        for (var i = 0; i < Classes.Length; i++)
        {
            var distance = TensorPrimitives.Distance(key, Centroids.AsSpan(i * key.Length, key.Length));
            if (best >= 0 && Classes[i] == best)
            {
                nearest = Math.Min(nearest, distance);
            }
            else if (distance < nearest)
            {
                rival = nearest;
                nearest = distance;
                best = Classes[i];
            }
            else
            {
                rival = Math.Min(rival, distance);
            }
        }

        // An exact tie says nothing, and a lone class (no rival) is no evidence either.
        var score = rival > 0 && float.IsFinite(rival) ? 1 - nearest / rival : 0;
        return (best, float.IsFinite(score) ? score : 0);
    }

    /// <summary>Estimated probability that the network would give the cached answer too.</summary>
    /// <param name="score">Score of the look-up.</param>
    public float Agreement(float score) => 1 / (1 + MathF.Exp(-(Slope * score + Intercept)));

    /// <summary>The same cache with another threshold.</summary>
    /// <param name="threshold">The new threshold; infinite switches the probe off.</param>
    public CentroidCache WithThreshold(float threshold) => new()
    {
        Grid = Grid,
        Projection = Projection,
        Offset = Offset,
        Centroids = Centroids,
        Classes = Classes,
        Threshold = threshold,
        Slope = Slope,
        Intercept = Intercept,
    };
}
