namespace Freeze.Calibration;

/// <summary>What a probe's cache is made of.</summary>
public enum CacheKind
{
    /// <summary>Small predictors distilled from the network, as in GATI.</summary>
    Learned,

    /// <summary>Centroids of the activations, as in Freeze: quick to fit and to read.</summary>
    Centroids,

    /// <summary>Whichever saves more on the selection images.</summary>
    Auto,
}
