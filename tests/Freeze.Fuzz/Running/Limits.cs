namespace Freeze.Fuzz.Running;

/// <summary>
/// What one input may take. Both are properties of the process and not of the machine's load: processor time of all its threads,
/// and the most memory that was resident.
/// </summary>
internal static class Limits
{
    public const double CpuSeconds = 2;

    /// <summary>
    /// Bytes of the whole process. The collector's heap is held to 320 MB in runtimeconfig.template.json, so garbage that it has yet to collect
    /// can never reach this limit: an input that needs more runs out of memory, every time, and what lies beyond is native or mapped.
    /// </summary>
    public const long Resident = 512 << 20;

    /// <summary>Bytes of an input; longer ones are cut.</summary>
    public const int Longest = 64 << 10;
}
