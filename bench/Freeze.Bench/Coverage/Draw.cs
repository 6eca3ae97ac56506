namespace Freeze.Bench.Coverage;

/// <summary>One draw of calibration frames.</summary>
/// <param name="Certified">Whether anything was promised.</param>
/// <param name="Truth">Share of the frames that get another answer in truth; 0 where nobody leaves.</param>
/// <param name="Early">Share of the frames that leave early in truth.</param>
internal sealed record Draw(bool Certified, double Truth, double Early);
