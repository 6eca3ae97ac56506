namespace Freeze.Bench.Paper;

/// <summary>A line of the table; what does not apply is null.</summary>
/// <param name="Name">The method.</param>
/// <param name="Agreement">Share of the answers that are the full network's.</param>
/// <param name="Accuracy">Share of right answers.</param>
/// <param name="Macs">Multiply-accumulates an image, look-ups counted.</param>
/// <param name="NetworkMacs">The same without look-ups, as the paper counts.</param>
/// <param name="Milliseconds">Milliseconds an image.</param>
/// <param name="ByHalf">Share of the images that leave by half depth.</param>
/// <param name="Paper">What the paper reports.</param>
internal sealed record PaperRow(
    string Name, double? Agreement, double? Accuracy, double? Macs, double? NetworkMacs, double? Milliseconds, double? ByHalf, string Paper = "");
