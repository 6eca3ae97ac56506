using System.Net;
using System.Runtime.InteropServices;

namespace Freeze.Samples.Service.Web;

/// <summary>What all networks of the service share when they read images: the room for them, and the threads that decode them.</summary>
internal sealed partial class ImageIntake(ServiceOptions options) : IDisposable
{
    static ImageIntake() => ReturnLargeBlocks();

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

    // The C library keeps freed blocks of up to 32 MB for the next time: of bodies and planes of pictures, as many as there ever were at
    // once. From a megabyte on they go back to the system.
    private static void ReturnLargeBlocks()
    {
        const int mmapThreshold = -3;
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetAllocatorOption(mmapThreshold, 1 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc; musl does so anyway.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocatorOption(int option, int value);
}
