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
    /// network. Requests of streams have a share of their own: <see cref="StreamAuditShare"/>.
    /// </summary>
    public double AuditShare { get; set; }

    /// <summary>
    /// Share of a stream's requests, 0..1, that are audited. The certificate does not cover what a stream adds, so what a stream keeps
    /// rests on these audits; with 0 the frames of streams are answered as images by themselves, which the certificate covers.
    /// </summary>
    public double StreamAuditShare { get; set; } = 0.05;

    /// <summary>
    /// Largest share of predictions, between 0 and 1, that audits and refits let differ from the full network's; null for that of the
    /// certificate.
    /// </summary>
    public double? Risk { get; set; }

    /// <summary>
    /// Whether caches are refitted to the traffic, on a thread of low priority, and taken once they have proved themselves. It takes
    /// audits, and runs on the CPU.
    /// </summary>
    public bool OnlineRefit { get; set; }

    /// <summary>How caches are refitted.</summary>
    public RefitOptions Refit { get; set; } = new();

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

    /// <summary>How long a stream that sends nothing is remembered.</summary>
    public TimeSpan StreamTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether weights and activations are touched before the host says that it is ready.</summary>
    public bool WarmUp { get; set; } = true;

    /// <summary>
    /// Whether the model is loaded anew when its files change, or links on the way to them lead elsewhere. Replace files by renaming: they
    /// are memory-mapped.
    /// </summary>
    public bool ReloadOnChange { get; set; }

    /// <summary>
    /// Quiet time after the last change of a file before the model is loaded; files are looked at about four times in it.
    /// </summary>
    public TimeSpan ReloadDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The folder as a full path.</summary>
    internal string FullFolder => Path.GetFullPath(Folder, AppContext.BaseDirectory);

    /// <summary>Names in the configuration's section that are no settings, each with its cure.</summary>
    internal string[] UnknownSettings { get; set; } = [];

    internal int WorkerCount => Workers == 0 ? Environment.ProcessorCount : Workers;
}
