using Freeze.Caching;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration;

/// <summary>Fitted caches and the candidate thresholds for them: all that is decided before the certification images are looked at.</summary>
/// <param name="Caches">One cache for each probe; null where there is none. No threshold is set.</param>
/// <param name="Selection">Look-ups of the selection images.</param>
/// <param name="Candidates">Thresholds of all probes, safest first.</param>
/// <param name="Saved">Share of the network's work that is saved on the selection images where just the allowed share of them goes wrong.</param>
internal sealed record ThresholdPlan(ProbeCache?[] Caches, LookUpTable Selection, IReadOnlyList<float[]> Candidates, double Saved);
