using System.Globalization;

namespace Freeze.Calibration.Reporting;

/// <summary>
/// Figures as tables and pages write them. Each kind has one form, so that the digits of a column stand below each other; where there is
/// nothing to write there is a dash.
/// </summary>
public static class Figures
{
    /// <summary>What stands where there is no figure.</summary>
    public const string None = "–";

    /// <summary>
    /// A share in percent with two decimals. What is not all is never written as 100.00%, and what is not nothing never as 0.00%: a
    /// difference that rounding hides is the one that matters.
    /// </summary>
    /// <param name="share">The share, 1 being all.</param>
    public static string Percent(double? share) => share switch
    {
        null => None,
        > 0.99995 and < 1 => ">99.99%",
        > 0 and < 0.00005 => "<0.01%",
        > -0.00005 and < 0 => "0.00%",
        { } value => value.ToString("0.00%", CultureInfo.InvariantCulture),
    };

    /// <summary>A difference of two shares in percentage points, with its sign.</summary>
    /// <param name="difference">The difference, 1 being all.</param>
    public static string Points(double? difference) => Signed(100 * difference, "0.00");

    /// <summary>A share that was chosen, such as a risk: as many digits as it has.</summary>
    /// <param name="share">The share, 1 being all.</param>
    public static string Exact(double share) => share.ToString("0.####%", CultureInfo.InvariantCulture);

    /// <summary>A number of things.</summary>
    /// <param name="value">The number.</param>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A difference of two numbers of things, with its sign.</summary>
    /// <param name="difference">The difference.</param>
    public static string CountDifference(long difference) => Signed(difference, "#,0");

    /// <summary>Milliseconds, microseconds being the last digit.</summary>
    /// <param name="value">Milliseconds.</param>
    public static string Milliseconds(double? value) => value?.ToString("#,0.000", CultureInfo.InvariantCulture) ?? None;

    /// <summary>A difference of milliseconds, with its sign.</summary>
    /// <param name="difference">Milliseconds.</param>
    public static string MillisecondsDifference(double? difference) => Signed(difference, "#,0.000");

    /// <summary>Multiply-accumulates in millions.</summary>
    /// <param name="macs">Multiply-accumulates.</param>
    public static string Millions(double macs) => (macs / 1e6).ToString("#,0.0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in megabytes.</summary>
    /// <param name="bytes">Bytes.</param>
    public static string Megabytes(long bytes) => (bytes / 1e6).ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary>A probability as a number from 0 to 1.</summary>
    /// <param name="probability">The probability.</param>
    public static string Probability(float? probability) => probability?.ToString("0.000", CultureInfo.InvariantCulture) ?? None;

    /// <summary>How many times as much.</summary>
    /// <param name="ratio">The ratio.</param>
    public static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture) + "×";

    /// <summary>A moment, in universal time.</summary>
    /// <param name="moment">The moment.</param>
    public static string Date(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Marks of an axis: as many decimals as its steps need, the same for all.</summary>
    /// <param name="step">Distance of two marks.</param>
    internal static Func<double, string> Marks(double step)
    {
        var format = "0" + Decimals(step);
        return value => value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Marks of an axis of shares, in percent.</summary>
    /// <param name="step">Distance of two marks, 1 being all.</param>
    internal static Func<double, string> PercentMarks(double step)
    {
        var format = "0" + Decimals(100 * step) + "%";
        return share => share.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Decimals(double step)
    {
        var count = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 9);
        return count == 0 ? "" : "." + new string('0', count);
    }

    private static string Signed(double? value, string format) =>
        value?.ToString($"+{format};\u2212{format};{format}", CultureInfo.InvariantCulture) ?? None;
}
