using System.Globalization;

namespace Freeze.Fuzz.Running;

/// <summary>What the process took since the meter was started.</summary>
internal sealed class Meter
{
    private const string ClearPeak = "5";

    private TimeSpan _cpu;
    private long _allocated;

    /// <summary>Bytes of the process that are resident now.</summary>
    public static long Resident => Status("VmRSS:");

    /// <summary>Processor time of all threads of the process.</summary>
    public double CpuSeconds => (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds;

    /// <summary>Bytes that were allocated on the collector's heap, garbage included.</summary>
    public long Allocated => GC.GetTotalAllocatedBytes() - _allocated;

    /// <summary>The most bytes that were resident at once.</summary>
    public static long Peak => Status("VmHWM:");

    public void Start()
    {
        // From here on the system's own high-water mark counts anew.
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", ClearPeak);
        (_cpu, _allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
    }

    private static long Status(string name)
    {
        if (!OperatingSystem.IsLinux()) return Environment.WorkingSet;
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal)) continue;
            var kilobytes = line.AsSpan()[name.Length..^" kB".Length];
            return 1024 * long.Parse(kilobytes, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }

        return 0;
    }
}
