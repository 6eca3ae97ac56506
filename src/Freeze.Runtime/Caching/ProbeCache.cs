using Freeze.Layers;

namespace Freeze.Caching;

/// <summary>
/// The cache of one probe: from the pooled activation to a guess of the network's prediction and a score that says how far it can be trusted. A
/// request whose score reaches the threshold leaves with the guess.
/// </summary>
public abstract class ProbeCache
{
    /// <summary>
    /// A threshold that no score reaches. A probe with it answers nobody; it is looked up all the same because later probes build on its evidence.
    /// </summary>
    public const float Listening = 2;

    /// <summary>Side of the pooling grid: the activation is averaged to grid x grid values a channel.</summary>
    public required int Grid { get; init; }

    /// <summary>A request leaves when its score is at least this; infinite when the probe is off.</summary>
    public float Threshold { get; init; } = float.PositiveInfinity;

    /// <summary>Whether the probe is looked up at all.</summary>
    public bool IsOn => float.IsFinite(Threshold);

    /// <summary>What kind of cache this is, as files name it.</summary>
    public abstract string Kind { get; }

    /// <summary>Length of the pooled activation, D = channels * grid * grid.</summary>
    public abstract int PooledLength { get; }

    /// <summary>Floats of scratch memory that a look-up needs.</summary>
    public abstract int ScratchLength { get; }

    /// <summary>Bytes of all tensors.</summary>
    public abstract long Bytes { get; }

    /// <summary>Cost of one look-up in multiply-accumulates; each addition of the pooling counts as one.</summary>
    /// <param name="activation">Shape of the activation that the probe looks at.</param>
    public abstract long Macs(Shape activation);

    /// <summary>Looks a pooled activation up.</summary>
    /// <param name="pooled">Pooled activation in channel, row, column order, [D].</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="evidence">
    /// What earlier probes of the same pass found out about the same image, [classes]: zeros before the first. A cache that learns from it adds its
    /// own findings.
    /// </param>
    /// <returns>Guessed class and score in 0..1; class -1 or score 0 when there is nothing to say.</returns>
    public abstract (int Class, float Score) LookUp(ReadOnlySpan<float> pooled, Span<float> scratch, Span<float> evidence);

    /// <summary>
    /// Whether the softmax of the evidence after a look-up is the cache's own probability of each class. One that only knows its answer has
    /// none.
    /// </summary>
    public virtual bool KnowsProbabilities => false;

    /// <summary>Estimated probability that the network would give the cached answer too.</summary>
    /// <param name="score">Score of the look-up.</param>
    public abstract float Agreement(float score);

    /// <summary>The same cache with another threshold.</summary>
    /// <param name="threshold">The new threshold; infinite switches the probe off.</param>
    public abstract ProbeCache WithThreshold(float threshold);

    /// <summary>What is wrong with the values; null when nothing is.</summary>
    /// <param name="shape">Shape of the activation that the probe looks at.</param>
    /// <param name="classes">Classes of the model.</param>
    internal abstract string? Problem(Shape shape, int classes);

    /// <summary>Cost of averaging an activation.</summary>
    private protected static long PoolingMacs(Shape activation) => (long)activation.Channels * activation.Height * activation.Width;

    /// <summary>Whether every value of every array is a number, and a finite one.</summary>
    private protected static bool AllFinite(params ReadOnlySpan<float[]> arrays)
    {
        foreach (var array in arrays)
            foreach (var value in array)
                if (!float.IsFinite(value)) return false;
        return true;
    }
}
