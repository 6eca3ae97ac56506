namespace Freeze.Calibration;

/// <summary>What one probe does on the selection images.</summary>
/// <param name="Name">Name of the probe.</param>
/// <param name="Grid">Side of the pooling grid; 0 when the probe has no cache.</param>
/// <param name="KeyLength">Values in a key.</param>
/// <param name="Centroids">Number of centroids.</param>
/// <param name="Threshold">Score at which requests leave; infinite when off.</param>
/// <param name="Agreement">Share of all images whose cached answer is the network's, were everybody to take it.</param>
/// <param name="ExitShare">Share of the images that leave here.</param>
/// <param name="ExitAgreement">Share of those whose answer is the network's; null when nobody leaves.</param>
public sealed record ProbeSummary(
    string Name, int Grid, int KeyLength, int Centroids, float Threshold, double Agreement, double ExitShare, double? ExitAgreement);
