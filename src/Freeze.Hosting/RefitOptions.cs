namespace Freeze.Hosting;

/// <summary>How caches are refitted to the traffic of a service; takes effect where <see cref="FreezeOptions.OnlineRefit"/> is set.</summary>
public sealed class RefitOptions
{
    /// <summary>Requests that a fit learns from, 100 to 1,000,000. Twice as many are kept at most: each takes 2 bytes for every pooled value of every probe.</summary>
    public int Requests { get; set; } = 4000;

    /// <summary>Most hidden units of a predictor, a multiple of 16 up to 4096; 0 makes them linear.</summary>
    public int HiddenUnits { get; set; } = 64;

    /// <summary>Passes of the training.</summary>
    public int Epochs { get; set; } = 20;

    /// <summary>
    /// Requests after which caches that could not be certified in the shadow are given up, in units of 1 / (risk * share of the audits).
    /// </summary>
    public int Patience { get; set; } = 30;

    /// <summary>Whether caches that were taken are written to the model's folder, so that the next start has them.</summary>
    public bool Save { get; set; }
}
