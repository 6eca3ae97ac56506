namespace Freeze.Calibration;

/// <summary>Room in the file of all caches.</summary>
internal static class CacheRoom
{
    // Header, certificate and hash; then, for each probe, its part of the header and tensors that begin at multiples of 64 bytes.
    private const int File = 3072, Probe = 1400;

    /// <summary>Bytes that are left for the values of caches in a file.</summary>
    /// <param name="bytes">Most bytes of the file.</param>
    /// <param name="probes">Probes that may have a cache.</param>
    public static long Values(long bytes, int probes) => bytes - File - (long)probes * Probe;

    /// <summary>The error when not even one cache fits.</summary>
    /// <param name="bytes">Most bytes of the file.</param>
    /// <param name="smallest">Bytes of the values of the smallest cache.</param>
    public static FreezeException TooSmall(long bytes, long smallest) =>
        new($"{bytes} bytes are too few for any cache of this network; the smallest takes about {(File + Probe + smallest + 999) / 1000} kB.");
}
