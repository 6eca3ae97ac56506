using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Caching;

/// <summary>
/// The cache of one probe as in Freeze (HotCloud 2019), with a score that has no unit: the pooled activation is projected to a short key; the
/// key's nearest centroid gives the answer; how much nearer it is than the nearest centroid of any other class gives the score.
/// </summary>
public sealed class CentroidCache : ProbeCache
{
    /// <summary>The word for such caches in files.</summary>
    public const string Word = "centroids";

    /// <summary>Rows of the projection, [d, D] row-major, with D = channels * grid * grid.</summary>
    public required float[] Projection { get; init; }

    /// <summary>Added to the projected key, [d].</summary>
    public required float[] Offset { get; init; }

    /// <summary>Centroids in key space, [n, d] row-major.</summary>
    public required float[] Centroids { get; init; }

    /// <summary>Class of each centroid, [n].</summary>
    public required int[] Classes { get; init; }

    /// <summary>Slope of the logistic estimate of agreement with the network from the score.</summary>
    public float Slope { get; init; }

    /// <summary>Intercept of that estimate.</summary>
    public float Intercept { get; init; }

    /// <summary>Length of a key, d.</summary>
    public int KeyLength => Offset.Length;

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <inheritdoc/>
    public override int ScratchLength => KeyLength;

    /// <inheritdoc/>
    public override long Bytes => 4L * (Projection.Length + Offset.Length + Centroids.Length + Classes.Length);

    /// <inheritdoc/>
    public override int PooledLength => Projection.Length / Offset.Length;

    /// <inheritdoc/>
    public override long Macs(Shape activation) => PoolingMacs(activation) + Projection.Length + Centroids.Length;

    /// <inheritdoc/>
    public override (int Class, float Score) LookUp(ReadOnlySpan<float> pooled, Span<float> scratch, Span<float> evidence) => LookUp(pooled, scratch);

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

    /// <inheritdoc/>
    public override float Agreement(float score) => 1 / (1 + MathF.Exp(-(Slope * score + Intercept)));

    /// <inheritdoc/>
    public override ProbeCache WithThreshold(float threshold) => With(threshold, Slope, Intercept);

    /// <summary>The same cache with another threshold and another estimate of agreement.</summary>
    /// <param name="threshold">The new threshold; infinite switches the probe off.</param>
    /// <param name="slope">Slope of the logistic estimate of agreement from the score.</param>
    /// <param name="intercept">Intercept of that estimate.</param>
    public CentroidCache With(float threshold, float slope, float intercept) => new()
    {
        Grid = Grid,
        Projection = Projection,
        Offset = Offset,
        Centroids = Centroids,
        Classes = Classes,
        Threshold = threshold,
        Slope = slope,
        Intercept = intercept,
    };

    internal override string? Problem(Shape shape, int classes)
    {
        long d = Offset.Length, pooled = (long)shape.Channels * Grid * Grid;
        if (Grid is < 1 or > 64 || d == 0 || Classes.Length == 0 || Projection.Length != d * pooled || Centroids.Length != Classes.Length * d)
            return "has shapes that do not fit the model or each other";
        if (Classes.Any(c => c < 0 || c >= classes)) return "names a class that the model does not have";
        return float.IsNaN(Threshold) || !float.IsFinite(Slope) || !float.IsFinite(Intercept) || !AllFinite(Projection, Offset, Centroids)
            ? "has values that are not finite" : null;
    }
}
