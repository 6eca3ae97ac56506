using System.Net;

namespace Freeze.Samples.Service.Web;

/// <summary>What all networks of the service share when they read images: the room for them, and the threads that decode them.</summary>
internal sealed class ImageIntake(ServiceOptions options) : IDisposable
{
    /// <summary>Bytes of bodies and images.</summary>
    public InFlight Bytes { get; } = new("bytes of images", options.MaxBytesInFlight, options.ClientShare);

    /// <summary>Pixels that wait or are decoded.</summary>
    public InFlight Pixels { get; } = new("pixels of images", options.MaxPixelsInFlight, options.ClientShare);

    /// <summary>The threads that decode.</summary>
    public DecodeQueue Decoding { get; } =
        new(options.DecodingThreads == 0 ? Environment.ProcessorCount : options.DecodingThreads, options.MaxDecodingBytes);

    /// <summary>Room for a request, which is given back when it ends.</summary>
    public RequestRoom Enter(HttpContext context) =>
        new(Bytes, Pixels, context.Connection.RemoteIpAddress ?? IPAddress.None, options.MaxRequestPixels);

    public void Dispose() => Decoding.Dispose();
}
