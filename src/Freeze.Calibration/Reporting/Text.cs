using System.Globalization;

namespace Freeze.Calibration.Reporting;

/// <summary>Numbers as the page writes them.</summary>
internal static class Text
{
    public static string Percent(double? share) => share?.ToString("0.0#%", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>One decimal always, so that columns line up.</summary>
    public static string Share(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <summary>A promise: as many digits as it has.</summary>
    public static string Exact(double share) => share.ToString("0.####%", CultureInfo.InvariantCulture);

    public static string Count(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Milliseconds(double value) => value.ToString(value < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture);

    public static string Millions(double macs) => (macs / 1e6).ToString("0.0", CultureInfo.InvariantCulture);

    public static string Score(float score) => score.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture) + "×";

    public static string Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? "–" : Milliseconds(sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))]);
}
