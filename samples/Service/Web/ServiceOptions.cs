namespace Freeze.Samples.Service.Web;

/// <summary>Limits of the service; section "Service" of the configuration.</summary>
internal sealed class ServiceOptions
{
    /// <summary>Bytes of a request's body; larger ones get 413.</summary>
    public int MaxBodyBytes { get; set; } = 16 << 20;

    /// <summary>Pixels of an image; larger ones get 400 before they are decoded.</summary>
    public int MaxPixels { get; set; } = 16 << 20;

    /// <summary>Images in one request.</summary>
    public int MaxImages { get; set; } = 64;

    /// <summary>Requests that are read and answered at once; more get 429.</summary>
    public int MaxConcurrency { get; set; } = 128;

    /// <summary>Connections that are open at once.</summary>
    public int MaxConnections { get; set; } = 4096;

    /// <summary>Bytes a second that a client must send or take, after a grace of <see cref="SlowGrace"/>; slower ones get 408.</summary>
    public int SlowestBytesPerSecond { get; set; } = 240;

    /// <summary>How long a client may be slower than that.</summary>
    public TimeSpan SlowGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests under way may take when the service is told to stop.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with the limits; null when nothing is.</summary>
    public string? Problem() =>
        MaxBodyBytes < 1 ? "Service: MaxBodyBytes must be at least 1."
        : MaxPixels < 1 ? "Service: MaxPixels must be at least 1."
        : MaxImages is < 1 or > 1024 ? "Service: MaxImages takes 1 to 1024."
        : MaxConcurrency < 1 ? "Service: MaxConcurrency must be at least 1."
        : MaxConnections < 1 ? "Service: MaxConnections must be at least 1."
        : SlowestBytesPerSecond < 1 || SlowGrace <= TimeSpan.FromSeconds(1) ? "Service: SlowestBytesPerSecond must be at least 1 and SlowGrace more than a second."
        : ShutdownTimeout <= TimeSpan.Zero ? "Service: ShutdownTimeout must be positive."
        : null;
}
