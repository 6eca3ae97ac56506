using Freeze.Caching;

namespace Freeze.Calibration.Certification;

/// <summary>Asks every probe that is on about every image, whether or not the image would have left before.</summary>
public static class CacheLookUps
{
    /// <summary>Looks images up in finished caches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="caches">Its caches; probes that are off say nothing and add no evidence.</param>
    /// <param name="images">The images.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static LookUpTable Of(
        FrozenModel model, CacheSet caches, IImageSet images, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(caches);
        ArgumentNullException.ThrowIfNull(images);
        var classes = model.Plan.Classes;
        var table = new LookUpTable(images.Count, caches.Probes.Count);
        var evidence = new float[images.Count * classes];
        var scratch = new float[caches.Probes.Max(cache => cache?.ScratchLength ?? 0)];
        int[] grids = [.. caches.Probes.Select(cache => cache is { IsOn: true } ? cache.Grid : 0)];
        var network = Observer.Run(model, images, [.. Enumerable.Range(0, images.Count)], grids, (image, probe, pooled) =>
        {
            var found = caches.Probes[probe]!.LookUp(pooled, scratch, evidence.AsSpan(image * classes, classes));
            (table.Classes[probe][image], table.Scores[probe][image]) = found;
        }, "look-ups", progress, cancellation);
        network.CopyTo(table.Network, 0);
        return table;
    }
}
