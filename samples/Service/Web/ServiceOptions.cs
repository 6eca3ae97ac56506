namespace Freeze.Samples.Service.Web;

/// <summary>Limits of the service; section "Service" of the configuration.</summary>
internal sealed class ServiceOptions
{
    /// <summary>Bytes of a request's body; larger ones get 413.</summary>
    public int MaxBodyBytes { get; set; } = 16 << 20;

    /// <summary>Pixels of an image; larger ones get 400 before they are decoded.</summary>
    public int MaxPixels { get; set; } = 16 << 20;

    /// <summary>Images in one request; more get 413.</summary>
    public int MaxImages { get; set; } = 64;

    /// <summary>Pixels of all images of one request; more get 413.</summary>
    public long MaxRequestPixels { get; set; } = 64 << 20;

    /// <summary>Pixels that wait to be decoded, or are, over the whole service; more get 503.</summary>
    public long MaxPixelsInFlight { get; set; } = 128 << 20;

    /// <summary>Bytes of bodies and of images of the network's size that are held over the whole service; more get 503.</summary>
    public long MaxBytesInFlight { get; set; } = 64 << 20;

    /// <summary>Part of the pixels and bytes in flight that one client, by its address, may take; beyond it gets 429.</summary>
    public double ClientShare { get; set; } = 0.5;

    /// <summary>Bytes that decoding takes at once. An image that alone takes more gets 400.</summary>
    public long MaxDecodingBytes { get; set; } = 128 << 20;

    /// <summary>Threads that decode, of low priority; 0 takes one for each core.</summary>
    public int DecodingThreads { get; set; }

    /// <summary>How long a body may take as a whole, its images' decoding included; then 408.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromMinutes(1);

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
        : MaxRequestPixels < MaxPixels || MaxPixelsInFlight < MaxPixels ? "Service: MaxRequestPixels and MaxPixelsInFlight must be at least MaxPixels."
        : MaxBytesInFlight < MaxBodyBytes ? "Service: MaxBytesInFlight must be at least MaxBodyBytes."
        : ClientShare is not (> 0 and <= 1) ? "Service: ClientShare takes more than 0 and at most 1."
        : MaxDecodingBytes < 1 ? "Service: MaxDecodingBytes must be at least 1."
        : DecodingThreads is < 0 or > 1024 ? "Service: DecodingThreads takes 0 to 1024."
        : BodyTimeout <= TimeSpan.Zero ? "Service: BodyTimeout must be positive."
        : MaxConcurrency < 1 ? "Service: MaxConcurrency must be at least 1."
        : MaxConnections < 1 ? "Service: MaxConnections must be at least 1."
        : SlowestBytesPerSecond < 1 || SlowGrace <= TimeSpan.FromSeconds(1) ? "Service: SlowestBytesPerSecond must be at least 1 and SlowGrace more than a second."
        : ShutdownTimeout <= TimeSpan.Zero ? "Service: ShutdownTimeout must be positive."
        : null;
}
