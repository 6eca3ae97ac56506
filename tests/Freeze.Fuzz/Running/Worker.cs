using System.Diagnostics;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Running;

/// <summary>One thread that makes inputs and feeds them to a reader.</summary>
internal sealed class Worker : IDisposable
{
    private const long Large = 16 << 20;

    private readonly DirectoryInfo _folder = Scratch.Create();
    private long _since;
    private volatile byte[]? _input;

    public Worker() => Folder = _folder.FullName;

    /// <summary>A folder of its own, for readers that need files.</summary>
    public string Folder { get; }

    /// <summary>The input at hand, and its number.</summary>
    public (long Index, byte[]? Input) Current => (Index, _input);

    public long Index { get; private set; }

    public long Accepted { get; private set; }

    public long Tried { get; private set; }

    public TimeSpan Slowest { get; private set; }

    public long MostAllocated { get; private set; }

    /// <summary>How long the input at hand has taken so far.</summary>
    public TimeSpan Elapsed => Volatile.Read(ref _since) is > 0 and var since ? Stopwatch.GetElapsedTime(since) : default;

    /// <summary>The input with a number: the same whenever and wherever it is made.</summary>
    public static byte[] Make(FuzzTarget target, int seed, long index) => target.Make(new Random(Mix((ulong)index ^ ((ulong)seed << 40))));

    /// <summary>Feeds one input; gives what harm it did, null when it did none.</summary>
    public (string Kind, string What)? Try(FuzzTarget target, long index, byte[] input, FuzzOptions options, ErrorKinds errors)
    {
        (Index, _input) = (index, input);
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input, Folder);
            Accepted++;
        }
        catch (HarmException e)
        {
            return (e.Kind, e.Message);
        }
        catch (Exception e) when (target.IsDocumented(e))
        {
            errors.Add(target.Describe(e));
        }
        catch (Exception e)
        {
            return ("crash", e.ToString());
        }
        finally
        {
            Tried++;
            Slowest = Elapsed > Slowest ? Elapsed : Slowest;
            Volatile.Write(ref _since, 0);
            _input = null;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        MostAllocated = Math.Max(MostAllocated, allocated);

        // What one input leaves behind must not count for the next one.
        if (allocated > Large) GC.Collect();
        return allocated > (options.PerByte * (long)input.Length) + options.Memory ? ("memory",
            $"it allocated {allocated / 1e6:0} MB for {input.Length} bytes") : null;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (int)(value ^ (value >> 31));
    }
}
