namespace Freeze.Imaging;

/// <summary>
/// The memory that images take while they are decoded, over the whole process: threads that together would take more wait for each other.
/// One image alone may take more than that, where its caller allows it.
/// </summary>
internal static class DecodingMemory
{
    private const long Limit = 256L << 20;

    private static readonly object s_lock = new();
    private static long s_taken;

    /// <summary>Waits until there is room.</summary>
    /// <param name="bytes">Bytes that are given back with <see cref="Leave"/>.</param>
    public static void Enter(long bytes)
    {
        lock (s_lock)
        {
            while (s_taken > 0 && s_taken + bytes > Limit) Monitor.Wait(s_lock);
            s_taken += bytes;
        }
    }

    public static void Leave(long bytes)
    {
        lock (s_lock)
        {
            s_taken -= bytes;
            Monitor.PulseAll(s_lock);
        }
    }
}
