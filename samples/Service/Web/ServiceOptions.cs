namespace Freeze.Samples.Service.Web;

/// <summary>Limits of the service; section "Service" of the configuration.</summary>
internal sealed class ServiceOptions
{
    private const int ShortestToken = 16, LongestTokenFile = 4096;

    // Written out: trimmed programs know no properties by name.
    public static IReadOnlyList<string> Names { get; } =
    [
        nameof(MaxBodyBytes), nameof(MaxPixels), nameof(MaxImages), nameof(MaxRequestPixels), nameof(MaxPixelsInFlight), nameof(MaxBytesInFlight),
        nameof(ClientShare), nameof(MaxDecodingBytes), nameof(DecodingThreads), nameof(BodyTimeout), nameof(MaxConcurrency), nameof(MaxImagesPerClient), nameof(MaxBufferedBytes),
        nameof(MaxConnections), nameof(MaxWatchers), nameof(KeepAlive), nameof(SlowestBytesPerSecond), nameof(SlowGrace), nameof(ShutdownTimeout),
        nameof(AllowedHosts), nameof(HealthUrl), nameof(AdminToken), nameof(AdminTokenFile), nameof(AdminSocket),
    ];

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
    public long MaxBytesInFlight { get; set; } = 48 << 20;

    /// <summary>Part of what the service has room for that one client, by its address, may take; beyond it gets 429.</summary>
    public double ClientShare { get; set; } = 0.5;

    /// <summary>Bytes that decoding takes at once. An image that alone takes more gets 400.</summary>
    public long MaxDecodingBytes { get; set; } = 120 << 20;

    /// <summary>Threads that decode, of low priority; 0 takes one for each core.</summary>
    public int DecodingThreads { get; set; }

    /// <summary>How long a body may take as a whole, and its images' decoding; then 408.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests whose bodies are there and that are answered at once; more get 503.</summary>
    public int MaxConcurrency { get; set; } = 128;

    /// <summary>Images of one client that wait or run at once; more get 429.</summary>
    public int MaxImagesPerClient { get; set; } = 128;

    /// <summary>Bytes of all bodies that are on their way; for more, slow ones give way, or the newcomer gets 503.</summary>
    public long MaxBufferedBytes { get; set; } = 32 << 20;

    /// <summary>Connections that are open at once; idle ones of the client with the most give way to others.</summary>
    public int MaxConnections { get; set; } = 4096;

    /// <summary>Live pages that are open at once.</summary>
    public int MaxWatchers { get; set; } = 16;

    /// <summary>How long a connection without requests stays open.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes a second that a client must send or take, after a grace of <see cref="SlowGrace"/>; slower ones get 408.</summary>
    public int SlowestBytesPerSecond { get; set; } = 240;

    /// <summary>How long a client may be slower than that; after twice as long without taking anything its connection ends.</summary>
    public TimeSpan SlowGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests under way may take when the service is told to stop.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Names by which the service is reached, separated by semicolons, "*.example.com" for all below one, "*" for any. Addresses, localhost and
    /// names that only a private network has need no entry.
    /// </summary>
    public string AllowedHosts { get; set; } = "";

    /// <summary>One more address, which answers health probes alone, such as http://*:8081; none when empty.</summary>
    public string HealthUrl { get; set; } = "";

    /// <summary>What <c>/admin/reload</c> must be told; from the environment or a file of settings, never on the command line.</summary>
    public string AdminToken { get; set; } = "";

    /// <summary>File with that token.</summary>
    public string AdminTokenFile { get; set; } = "";

    /// <summary>Path of a Unix socket on which <c>/admin/reload</c> needs no token: only the service's own user may open it.</summary>
    public string AdminSocket { get; set; } = "";

    /// <summary>The settings of a configuration, checked.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="commandLine">What the command line says.</param>
    /// <exception cref="FreezeException">A setting is wrong; the message says which, and what it takes.</exception>
    public static ServiceOptions Of(IConfiguration configuration, IConfiguration commandLine)
    {
        var section = configuration.GetSection("Service");
        if (section.GetChildren().FirstOrDefault(child => !Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new FreezeException($"{unknown.Path} is no setting; there are: {string.Join(", ", Names)}.");
        if (commandLine["Service:AdminToken"] is not null)
            throw new FreezeException("Service:AdminToken on the command line can be read by all users of the machine; give AdminTokenFile.");
        var options = new ServiceOptions();
        section.Bind(options);
        if (options.Problem() is { } problem) throw new FreezeException("Service: " + problem);
        if (options.AdminTokenFile.Length > 0) options.AdminToken = ReadToken(options.AdminTokenFile);
        if (options.AdminToken.Length is > 0 and < ShortestToken)
            throw new FreezeException($"Service: the admin token has {options.AdminToken.Length} characters; it takes {ShortestToken} at least.");
        return options;
    }

    private static string ReadToken(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[LongestTokenFile];
            var token = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false))).Trim();
            return token.Length > 0 ? token : throw new FreezeException($"Service: AdminTokenFile '{path}' is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException($"Service: AdminTokenFile '{path}' cannot be read: {error.Message}", error);
        }
    }

    private string? Problem() =>
        MaxBodyBytes is < 1 or > 1 << 30 ? "MaxBodyBytes takes 1 to 1073741824."
        : MaxPixels < 1 ? "MaxPixels must be at least 1."
        : MaxImages is < 1 or > 1024 ? "MaxImages takes 1 to 1024."
        : MaxRequestPixels < MaxPixels || MaxPixelsInFlight < MaxPixels ? "MaxRequestPixels and MaxPixelsInFlight must be at least MaxPixels."
        : MaxBytesInFlight < MaxBodyBytes ? "MaxBytesInFlight must be at least MaxBodyBytes."
        : ClientShare is not (> 0 and <= 1) ? "ClientShare takes more than 0 and at most 1."
        : MaxDecodingBytes < 1 ? "MaxDecodingBytes must be at least 1."
        : DecodingThreads is < 0 or > 1024 ? "DecodingThreads takes 0 to 1024."
        : BodyTimeout <= TimeSpan.Zero ? "BodyTimeout must be positive."
        : MaxConcurrency < 1 ? "MaxConcurrency must be at least 1."
        : MaxImagesPerClient < 1 ? "MaxImagesPerClient must be at least 1."
        : MaxBufferedBytes < MaxBodyBytes ? $"MaxBufferedBytes is {MaxBufferedBytes}; it must be at least MaxBodyBytes, {MaxBodyBytes}."
        : MaxConnections < 1 ? "MaxConnections must be at least 1."
        : MaxWatchers < 0 ? "MaxWatchers must be at least 0."
        : KeepAlive < TimeSpan.FromSeconds(1) ? "KeepAlive must be a second at least."
        : SlowestBytesPerSecond < 1 || SlowGrace <= TimeSpan.FromSeconds(1) ? "SlowestBytesPerSecond must be at least 1 and SlowGrace more than a second."
        : ShutdownTimeout <= TimeSpan.Zero ? "ShutdownTimeout must be positive."
        : AdminToken.Length > 0 && AdminTokenFile.Length > 0 ? "AdminToken and AdminTokenFile are both given; give one."
        : HealthUrl.Length > 0 && !HealthUrl.StartsWith("http://", StringComparison.Ordinal) ? $"HealthUrl is '{HealthUrl}'; it takes such as http://*:8081."
        : null;
}
