namespace Freeze.Calibration;

/// <summary>What one probe does on the selection images.</summary>
/// <param name="Name">Name of the probe.</param>
/// <param name="Kind">Kind of the cache; empty when the probe has none.</param>
/// <param name="Grid">Side of the pooling grid; 0 when the probe has no cache.</param>
/// <param name="Units">Hidden units of a learned cache, or centroids.</param>
/// <param name="Macs">Cost of a look-up in multiply-accumulates, pooling included.</param>
/// <param name="Bytes">Bytes of the cache.</param>
/// <param name="Threshold">Score at which requests leave; infinite when off.</param>
/// <param name="Agreement">Share of all images whose cached answer is the network's, were everybody to take it.</param>
/// <param name="ExitShare">Share of the images that leave here.</param>
/// <param name="ExitAgreement">Share of those whose answer is the network's; null when nobody leaves.</param>
public sealed record ProbeSummary(
    string Name, string Kind, int Grid, int Units, long Macs, long Bytes, float Threshold, double Agreement, double ExitShare, double? ExitAgreement);
