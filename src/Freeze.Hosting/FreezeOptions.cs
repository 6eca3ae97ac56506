namespace Freeze.Hosting;

/// <summary>How a service runs a model. Bound from the configuration section "Freeze" and checked when the host starts.</summary>
public sealed class FreezeOptions
{
    /// <summary>Folder of the model's files; a relative one counts from the program's own folder.</summary>
    public string Folder { get; set; } = "models";

    /// <summary>Device such as "cpu"; the best one of the machine when empty.</summary>
    public string Device { get; set; } = "";

    /// <summary>Batches that run at once, each on a thread of its own; 0 takes one for each core.</summary>
    public int Workers { get; set; }

    /// <summary>Threads that help with one batch. With 1, all cores serve different batches, which answers most requests a second.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>Whether the cache file is used when it is there.</summary>
    public bool UseCaches { get; set; } = true;

    /// <summary>
    /// Share of requests, 0..1, that run through the whole network so that early answers are compared with its own; such a request is answered by the
    /// network. It takes caches with a certificate, which says what to keep.
    /// </summary>
    public double AuditShare { get; set; }

    /// <summary>Whether the checksum of the weights is verified when they are loaded.</summary>
    public bool VerifyChecksum { get; set; } = true;

    /// <summary>Images that run together at most, 1 to 32.</summary>
    public int MaxBatch { get; set; } = 8;

    /// <summary>How long the first image of a batch waits for company, to a millisecond. Zero: whatever waits already is taken at once.</summary>
    public TimeSpan BatchDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Images that may wait; more are refused.</summary>
    public int QueueLength { get; set; } = 256;

    /// <summary>Streams that are remembered at once; the one that was used least recently gives way.</summary>
    public int MaxStreams { get; set; } = 1000;

    /// <summary>Whether weights and activations are touched before the host says that it is ready.</summary>
    public bool WarmUp { get; set; } = true;

    /// <summary>Whether the model is loaded anew when its files change. Replace files by renaming: they are memory-mapped.</summary>
    public bool ReloadOnChange { get; set; }

    /// <summary>Quiet time after the last change of a file before the model is loaded.</summary>
    public TimeSpan ReloadDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The folder as a full path.</summary>
    internal string FullFolder => Path.GetFullPath(Folder, AppContext.BaseDirectory);

    internal int WorkerCount => Workers == 0 ? Environment.ProcessorCount : Workers;
}
