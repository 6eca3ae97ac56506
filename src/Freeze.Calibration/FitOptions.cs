using Freeze.Calibration.Costs;

namespace Freeze.Calibration;

/// <summary>How caches are fitted and certified.</summary>
public sealed record FitOptions
{
    /// <summary>Largest share of predictions that may differ from the full network's.</summary>
    public double Risk { get; init; } = 0.01;

    /// <summary>Probability that the promise holds.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// Seed of everything that is drawn: the split of the calibration images, the first centroids, the choice among too many images.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>What the caches are made of.</summary>
    public CacheKind Kind { get; init; } = CacheKind.Learned;

    /// <summary>
    /// What the network costs on the target: probes are placed and thresholds chosen by its milliseconds. Null counts multiply-accumulates.
    /// </summary>
    public CostProfile? Costs { get; init; }

    /// <summary>Most bytes of the file of all caches together; null for about 4 MB of learned caches and as many centroids as it takes.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Whether both kinds are fitted, whichever is certified, and compared with each other and with an oracle.</summary>
    public bool Frontier { get; init; }

    /// <summary>
    /// Views of each fitting image that learned caches learn from: the first is the image itself, the others are mirrored, shifted and mixed.
    /// </summary>
    public int Views { get; init; } = 2;

    /// <summary>Most hidden units of a learned cache; 0 makes them linear. Fewer are taken where look-ups would cost 1 % of the network.</summary>
    public int HiddenUnits { get; init; } = 128;

    /// <summary>Passes of a learned cache's training over the views.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Centroids for each class; 0 takes ten, or fewer where there are more than a hundred classes.</summary>
    public int CentroidsPerClass { get; init; }

    /// <summary>Side of the pooling grid at a probe; null for <see cref="PoolingGrid.Choose"/>.</summary>
    public Func<ProbePoint, int>? Grid { get; init; }

    /// <summary>Longest key.</summary>
    public int KeyLength { get; init; } = 32;

    /// <summary>
    /// Shares of the mean variance that may be added to every variance before the projection is fitted; each probe takes what suits it best. The last
    /// one is taken where there are too few images to choose.
    /// </summary>
    public IReadOnlyList<double> Ridges { get; init; } = [0.01, 0.05, 0.2, 1];

    /// <summary>
    /// Most fitting images; from a larger set so many are drawn. It bounds the memory: a view takes 2 bytes for each pooled value at each probe,
    /// so 45,000 images at eight probes of 1,024 values take 740 MB for centroids, and as much for each view for learned caches.
    /// </summary>
    public int FittingImages { get; init; } = 45_000;

    /// <summary>
    /// What each calibration image is, such as "image" or "frame". Equal images are one draw, so certificates name "distinct image" as their
    /// unit. That different images are independent draws is up to the caller: of the frames of one scene, take one.
    /// </summary>
    public string SamplingUnit { get; init; } = "image";

    /// <summary>Threads for the mathematics; 0 takes one for each core. The result is the same for any number.</summary>
    public int Threads { get; init; }

    internal ParallelOptions Parallel(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = Threads > 0 ? Threads : -1, CancellationToken = cancellation };

    internal void Check()
    {
        if (!(Risk > 0 && Risk < 1))
            throw new FreezeException($"The risk {Risk} must lie between 0 and 1; 0.01 allows one prediction in a hundred to differ.");
        if (!(Confidence > 0 && Confidence < 1)) throw new FreezeException($"The confidence {Confidence} must lie between 0 and 1, such as 0.95.");
        if (!Enum.IsDefined(Kind)) throw new FreezeException($"There are no caches of kind {Kind}.");
        if (Views is < 1 or > 100) throw new FreezeException($"{Views} views of each fitting image make no sense; 1 takes the images as they are.");
        if (HiddenUnits is < 0 or > 4096 || HiddenUnits % 16 != 0)
            throw new FreezeException($"{HiddenUnits} hidden units make no sense: take a multiple of 16, or 0 for linear predictors.");
        if (Epochs < 1) throw new FreezeException("Training needs at least one pass over the images.");
        if (CentroidsPerClass < 0) throw new FreezeException("The number of centroids for each class must not be negative; 0 chooses one.");
        if (MaxBytes < 1) throw new FreezeException("The caches need room: at least some thousand bytes.");
        if (KeyLength < 1) throw new FreezeException("A key needs at least one value.");
        if (FittingImages < 1) throw new FreezeException("The number of fitting images must be positive.");
        if (Ridges.Count == 0 || Ridges.Any(ridge => !(ridge > 0) || double.IsInfinity(ridge)))
            throw new FreezeException("A ridge must be a positive number, such as 0.01.");
    }
}
