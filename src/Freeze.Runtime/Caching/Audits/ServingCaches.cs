namespace Freeze.Caching.Audits;

/// <summary>The caches in use and who audits them: taken and replaced together.</summary>
/// <param name="Caches">The caches.</param>
/// <param name="Auditor">Their auditor; null when nobody audits.</param>
internal sealed record ServingCaches(CacheSet Caches, Auditor? Auditor);
