using System.Globalization;

namespace Freeze.Fuzz.Running;

/// <summary>What the process holds; native memory, which the collector does not see, included.</summary>
internal static class ProcessMemory
{
    public static long Current => File.Exists("/proc/self/statm")
        ? long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
        : Environment.WorkingSet;
}
