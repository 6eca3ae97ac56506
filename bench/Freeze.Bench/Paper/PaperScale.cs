namespace Freeze.Bench.Paper;

/// <summary>How much of the data the paper's caches are made from; the paper takes all 40,000 and trains longer.</summary>
/// <param name="Fitting">Training images that train the projections and fill the caches.</param>
/// <param name="Validation">Other training images, whose wrong look-ups set the thresholds.</param>
/// <param name="Test">Most test images.</param>
/// <param name="Epochs">Passes over the fitting images.</param>
/// <param name="Centroids">Training images for this project's centroids.</param>
internal sealed record PaperScale(int Fitting, int Validation, int Test, int Epochs, int Centroids)
{
    /// <summary>Hidden units of a projection, as published.</summary>
    public const int Units = 1024;

    /// <summary>Neighbours that vote, as published.</summary>
    public const int Neighbours = 50;

    /// <summary>Clusters at each probe, as published for ten classes.</summary>
    public const int Clusters = 100;

    public static PaperScale Full { get; } = new(5000, 1000, int.MaxValue, 3, 20_000);

    public static PaperScale Quick { get; } = new(512, 200, 500, 2, 2000);
}
