using Freeze.Caching;

namespace Freeze.Gpu;

/// <summary>Where the tensors of one cache stand in the buffers of all.</summary>
/// <param name="Cache">The cache.</param>
/// <param name="Floats">
/// Offset of its floats: a learned cache's hidden weights and bias, output weights and bias; a centroid cache's projection, offset and centroids.
/// </param>
/// <param name="Ints">Offset of its ints: a centroid cache's classes.</param>
internal sealed record GpuProbe(ProbeCache Cache, int Floats, int Ints)
{
    /// <summary>Tensors of floats, in the order in which they are stored.</summary>
    public static float[][] FloatsOf(ProbeCache cache) => cache switch
    {
        LearnedCache learned => [learned.HiddenWeights, learned.HiddenBias, learned.OutputWeights, learned.OutputBias],
        CentroidCache centroids => [centroids.Projection, centroids.Offset, centroids.Centroids],
        _ => throw new FreezeException($"Caches of kind '{cache.Kind}' do not run on a GPU. Load the model with Device.Cpu."),
    };

    /// <summary>Tensors of ints.</summary>
    public static int[][] IntsOf(ProbeCache cache) => cache is CentroidCache centroids ? [centroids.Classes] : [];
}
