namespace Freeze.Hosting;

/// <summary>What audits have found: a share of early answers is compared with the full network's.</summary>
/// <param name="Audited">Early answers that were compared.</param>
/// <param name="Disagreed">How many of them differed.</param>
/// <param name="Bound">Upper bound of the share of differing answers that these counts give.</param>
/// <param name="IsBroken">Whether they contradict what the certificate promised.</param>
public sealed record AuditFigures(long Audited, long Disagreed, double Bound, bool IsBroken);
