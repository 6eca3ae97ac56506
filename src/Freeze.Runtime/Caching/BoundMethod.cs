namespace Freeze.Caching;

/// <summary>How the bound of a certificate was found.</summary>
public enum BoundMethod
{
    /// <summary>
    /// The exact binomial bound of Clopper and Pearson (1934) on independent calibration images, read once. Certificates that do not say otherwise
    /// have it.
    /// </summary>
    ClopperPearson,

    /// <summary>
    /// A bound that held at every moment of a trial on the requests of a running model, from <see cref="Audits.PoissonMixture"/>: those that ran to
    /// the end were looked up in caches that answered nobody yet, and hits were seen by the audits' coin. It speaks of that stream, independent or
    /// not.
    /// </summary>
    AnytimeValid,
}
