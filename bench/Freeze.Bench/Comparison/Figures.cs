namespace Freeze.Bench.Comparison;

/// <summary>What one side takes, in milliseconds per image.</summary>
/// <param name="Mean">Median over the blocks of each block's mean.</param>
/// <param name="P50">Median of single requests.</param>
/// <param name="P95">95th percentile of single requests.</param>
/// <param name="P99">99th percentile of single requests.</param>
internal readonly record struct Figures(double Mean, double P50, double P95, double P99);
