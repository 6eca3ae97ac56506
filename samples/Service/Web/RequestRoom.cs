using System.Net;

namespace Freeze.Samples.Service.Web;

/// <summary>What one request holds of the service's memory and decoding; all of it goes back when the request ends.</summary>
/// <param name="bytes">Bytes of bodies and images over the whole service.</param>
/// <param name="pixels">Pixels that wait or are decoded over the whole service.</param>
/// <param name="client">Who asks.</param>
/// <param name="maxPixels">The most pixels of all its images together.</param>
internal sealed class RequestRoom(InFlight bytes, InFlight pixels, IPAddress client, long maxPixels) : IDisposable
{
    private readonly List<IDisposable> _bodies = [];
    private long _bytes, _pixels, _seen;

    /// <summary>A buffer for a body, which is freed with the request at the latest.</summary>
    public BodyBuffer NewBody()
    {
        var body = new BodyBuffer(this);
        _bodies.Add(body);
        return body;
    }

    /// <summary>Takes room for bytes.</summary>
    /// <exception cref="BusyException">There is none now.</exception>
    public void TakeBytes(long count)
    {
        bytes.Take(client, count);
        _bytes += count;
    }

    /// <summary>Gives bytes back before the request ends.</summary>
    public void ReturnBytes(long count)
    {
        bytes.Return(client, count);
        _bytes -= count;
    }

    /// <summary>Takes room for an image that is decoded next.</summary>
    /// <exception cref="BusyException">There is none now.</exception>
    /// <exception cref="BadRequestException">The request's images have more pixels than one request may.</exception>
    public void TakePixels(long count)
    {
        if (_seen + count > maxPixels)
        {
            throw new BadRequestException(StatusCodes.Status413PayloadTooLarge,
                $"The request's images have more than {maxPixels} pixels together. Send fewer at once, or scale them down.");
        }

        pixels.Take(client, count);
        (_seen, _pixels) = (_seen + count, _pixels + count);
    }

    /// <summary>Gives an image's pixels back once it is decoded.</summary>
    public void ReturnPixels(long count)
    {
        pixels.Return(client, count);
        _pixels -= count;
    }

    public void Dispose()
    {
        foreach (var body in _bodies) body.Dispose();
        if (_bytes > 0) ReturnBytes(_bytes);
        if (_pixels > 0) ReturnPixels(_pixels);
    }
}
