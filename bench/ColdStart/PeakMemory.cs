using System.Globalization;

namespace Freeze.Bench.ColdStart;

/// <summary>The largest resident memory that this process has had.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";

    /// <summary>Kilobytes as the kernel counts them; 0 where there is no such count.</summary>
    public static long Kilobytes()
    {
        var line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null ? 0 : long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
