using Freeze.Caching;

namespace Freeze.Calibration.Online;

/// <summary>Fitted caches and several sets of thresholds for them: which of those keep the risk is for the shadow to find out.</summary>
/// <param name="Caches">The cache of each probe.</param>
/// <param name="Ladder">Sets of thresholds, the strictest first.</param>
internal sealed record ShadowPlan(ProbeCache?[] Caches, float[][] Ladder);
