namespace Freeze.Calibration.Clustering;

/// <summary>Grids and key length of centroid caches.</summary>
/// <param name="Grids">Side of the pooling grid at each probe; 0 where there is no cache.</param>
/// <param name="KeyLength">Longest key.</param>
internal sealed record CentroidShape(int[] Grids, int KeyLength)
{
    private const int ShortKey = 8;

    /// <summary>
    /// Shapes the caches so that they fit into their room: shorter keys first, then coarser grids, then fewer probes from the end on.
    /// </summary>
    /// <param name="plan">The model.</param>
    /// <param name="options">How to fit.</param>
    /// <exception cref="FreezeException">Not even one cache fits.</exception>
    public static CentroidShape Choose(ModelPlan plan, FitOptions options)
    {
        var probes = plan.Probes;
        var free = Grids(PoolingGrid.MaximumValues);
        if (options.MaxBytes is not { } most) return new(free, options.KeyLength);
        var room = CacheRoom.Values(most, probes.Count);

        // Classes are told apart by one number less than there are of them.
        var longest = Math.Clamp(plan.Classes - 1, 1, options.KeyLength);
        var shortest = Math.Min(ShortKey, longest);
        for (var values = PoolingGrid.MaximumValues; values >= 1; values /= 4)
        {
            var grids = Grids(values);
            for (var length = longest; length >= shortest; length--)
                if (Bytes(grids, length) <= room) return new(grids, length);
        }

        // The last probes save the least.
        var coarse = Grids(1);
        for (var last = coarse.Length - 1; last > 0; last--)
        {
            coarse[last] = 0;
            if (Bytes(coarse, shortest) <= CacheRoom.Values(most, last)) return new(coarse, shortest);
        }

        throw CacheRoom.TooSmall(most, Bytes(coarse, shortest));

        int[] Grids(int values) => [.. probes.Select(probe => options.Grid?.Invoke(probe) ?? PoolingGrid.Choose(probe.Shape, values))];

        long Bytes(int[] grids, int length)
        {
            var perClass = options.CentroidsPerClass > 0 ? options.CentroidsPerClass : ClassCentroids.DefaultCount(plan.Classes);
            var centroids = (long)perClass * plan.Classes;
            return grids.Select((grid, k) =>
                grid == 0 ? 0 : 4 * (length * ((long)probes[k].Shape.Channels * grid * grid + 1 + centroids) + centroids)).Sum();
        }
    }
}
