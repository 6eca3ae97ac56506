namespace Freeze.Calibration.Online;

/// <summary>How caches are refitted while the model works.</summary>
public sealed record OnlineRefitOptions
{
    /// <summary>Largest share of predictions that may differ; null for that of the model's audits or certificate.</summary>
    public double? Risk { get; init; }

    /// <summary>Probability that no caches are ever taken that break the promise on the requests that they were tried on.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Requests that a fit learns from. Twice as many are kept at most: each takes 2 bytes for every pooled value of every probe.</summary>
    public int Requests { get; init; } = 4000;

    /// <summary>Most hidden units of a predictor, a multiple of 16; 0 makes them linear.</summary>
    public int HiddenUnits { get; init; } = 64;

    /// <summary>Passes of the training.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>
    /// Requests after which caches that could not be certified in the shadow are given up, in units of 1 / (risk * share of the audits); those that
    /// seem to break the risk are given up sooner.
    /// </summary>
    public int Patience { get; init; } = 30;

    /// <summary>
    /// Folder of the model's files, where caches that were taken are saved, whole or not at all; a relative one counts from the program's own. Null
    /// saves nothing.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Seed of first weights and splits.</summary>
    public int Seed { get; init; }

    internal string? FullFolder => Folder is null ? null : Path.GetFullPath(Folder, AppContext.BaseDirectory);

    internal void Check()
    {
        if (Risk is { } risk && !(risk > 0 && risk < 1)) throw new FreezeException($"The risk {risk} must lie between 0 and 1, such as 0.01.");
        if (!(Confidence > 0 && Confidence < 1)) throw new FreezeException($"The confidence {Confidence} must lie between 0 and 1, such as 0.95.");
        if (Requests is < 100 or > 1_000_000) throw new FreezeException($"A fit learns from 100 to 1000000 requests, not {Requests}.");
        if (HiddenUnits is < 0 or > 4096 || HiddenUnits % 16 != 0)
            throw new FreezeException($"{HiddenUnits} hidden units make no sense: take a multiple of 16, or 0.");
        if (Epochs < 1 || Patience < 1) throw new FreezeException("Training needs at least one pass, and the shadow some patience.");
        if (FullFolder is { } folder && !Directory.Exists(folder)) throw new FreezeException($"The folder '{folder}' does not exist.");
    }
}
