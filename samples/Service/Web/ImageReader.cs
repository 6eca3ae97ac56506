using System.Globalization;
using Freeze.Hosting;
using Freeze.Imaging;
using Freeze.Preprocessing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// Reads the images of a request's body, within its limits. Each becomes one of the network's size as soon as it has been read, on the
/// threads that decode, so that a request holds one file and one picture at most.
/// </summary>
internal sealed class ImageReader(ImageInput input, ServiceOptions options, ImageIntake intake)
{
    private const string Types = "Send image/jpeg, image/png, application/octet-stream (RGB bytes), or multipart/form-data with several of these.";

    /// <summary>Reads a body: an image, several raw ones, or parts of which each is one of these.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">Its type.</param>
    /// <param name="room">What it holds.</param>
    public async ValueTask<Pixels[]> ReadAsync(HttpContext context, MediaTypeHeaderValue? type, RequestRoom room)
    {
        var isMultipart = type is not null && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        return isMultipart ? await ReadPartsAsync(context, type!, room) : await ReadBodyAsync(context, type, room);
    }

    private async ValueTask<Pixels[]> ReadBodyAsync(HttpContext context, MediaTypeHeaderValue? type, RequestRoom room)
    {
        var (request, stop) = (context.Request, context.RequestAborted);
        CheckType(type, "The body");
        var (width, height) = (Number(request.Query["width"], "width"), Number(request.Query["height"], "height"));
        if (IsRaw(type)) CheckRawSize(width, height, "The body");
        var bytes = await room.NewBody().ReadAsync(request.Body, request.ContentLength, options.MaxBodyBytes, TooLarge);
        return IsRaw(type) ? await RawAsync(bytes, width, height, "The body", room, stop) : [await DecodeAsync(bytes, "The body", room, stop)];
    }

    private async ValueTask<Pixels[]> ReadPartsAsync(HttpContext context, MediaTypeHeaderValue type, RequestRoom room)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > 128) throw Bad("The multipart body's boundary is missing or longer than 128 characters.");
        var reader = new MultipartReader(boundary, context.Request.Body) { BodyLengthLimit = options.MaxBodyBytes, HeadersLengthLimit = 8192, HeadersCountLimit = 16 };
        var (images, stop) = (new List<Pixels>(), context.RequestAborted);
        try
        {
            for (var number = 1; await reader.ReadNextSectionAsync() is { } section; number++)
            {
                // Each part is an image at least, so their number is bounded too.
                var place = $"Part {number}";
                var part = MediaTypeHeaderValue.TryParse(section.ContentType, out var parsed) ? parsed : null;
                CheckType(part, place);
                var body = room.NewBody();
                var bytes = await body.ReadAsync(section.Body, null, options.MaxBodyBytes, TooLarge);
                if (IsRaw(part)) images.AddRange(await RawAsync(bytes, null, null, place, room, stop));
                else
                {
                    images.Add(await DecodeAsync(bytes, place, room, stop));
                    ((IDisposable)body).Dispose();
                }

                if (images.Count > options.MaxImages) throw TooMany();
            }
        }
        catch (Exception error) when (error is InvalidDataException
            || (error is IOException and not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested))
        {
            throw Bad($"The multipart body is malformed: {error.Message}");
        }

        return images.Count > 0 ? [.. images] : throw Bad("The multipart body has no parts. " + Types);
    }

    private static bool IsRaw(MediaTypeHeaderValue? type) => Is(type, "application/octet-stream");

    private static bool Is(MediaTypeHeaderValue? type, string name) => type is not null && type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static void CheckType(MediaTypeHeaderValue? type, string place)
    {
        if (IsRaw(type) || Is(type, "image/jpeg") || Is(type, "image/png")) return;
        throw new BadRequestException(StatusCodes.Status415UnsupportedMediaType, $"{place} has the content type '{type?.MediaType}'. {Types}");
    }

    private static int? Number(string? text, string name)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw Bad($"{name} is '{text}'; give a number of pixels.");
    }

    private static BadRequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    private async ValueTask<Pixels> DecodeAsync(ReadOnlyMemory<byte> file, string place, RequestRoom room, CancellationToken stop)
    {
        EncodedImage encoded;
        try
        {
            encoded = EncodedImage.Open(file, place, options.MaxPixels, input.Orientation, options.MaxDecodingBytes);
        }
        catch (FreezeException error)
        {
            throw Bad(error.Message);
        }

        return await PrepareAsync((long)encoded.Width * encoded.Height, encoded.Memory, image => encoded.Prepare(input, image), room, stop);
    }

    private async ValueTask<Pixels[]> RawAsync(
        ReadOnlyMemory<byte> bytes, int? width, int? height, string place, RequestRoom room, CancellationToken stop)
    {
        if (width is { } w && height is { } h)
        {
            var isColour = input.Channels == 1 && bytes.Length == 3L * w * h;
            if (!isColour && bytes.Length != (long)w * h * input.Channels)
                throw Bad($"{place}: {w}x{h} pixels take {(long)w * h * input.Channels} bytes; there are {bytes.Length}.");
            return [await PrepareAsync((long)w * h, 0, image => input.Prepare(bytes.Span, w, h, image), room, stop)];
        }

        var (count, rest) = Math.DivRem(bytes.Length, input.Values);
        if (count == 0 || rest != 0)
            throw Bad($"{place} has {bytes.Length} bytes; an image of {input.Width}x{input.Height} takes {input.Values}. Add ?width=&height= for another size.");
        if (count > options.MaxImages) throw TooMany();
        return [.. Enumerable.Range(0, count).Select(i => bytes.Slice(i * input.Values, input.Values)).Select(Prepared)];
    }

    private async ValueTask<Pixels> PrepareAsync(long pixels, long memory, Action<byte[]> prepare, RequestRoom room, CancellationToken stop)
    {
        room.TakeBytes(input.Values);
        room.TakePixels(pixels);
        var image = new byte[input.Values];
        try
        {
            await intake.Decoding.RunAsync(pixels, memory, () => prepare(image), stop);
        }
        catch (FreezeException error)
        {
            throw Bad(error.Message);
        }

        room.ReturnPixels(pixels);
        return Prepared(image);
    }

    private Pixels Prepared(ReadOnlyMemory<byte> image) => new(image, input.Width, input.Height) { IsPrepared = true };

    private void CheckRawSize(int? width, int? height, string place)
    {
        if (width is null != height is null) throw Bad("Raw pixels of another size than the network's need both width and height.");
        try
        {
            ImageLimits.Check(place, width ?? 1, height ?? 1, options.MaxPixels);
        }
        catch (FreezeException error)
        {
            throw Bad(error.Message);
        }
    }

    private BadRequestException TooLarge() => new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {options.MaxBodyBytes} bytes.");

    private BadRequestException TooMany() => new(StatusCodes.Status413PayloadTooLarge, $"There are more than {options.MaxImages} images in the request.");
}
