using System.Globalization;
using Freeze.Hosting;
using Freeze.Imaging;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Freeze.Samples.Service.Web;

/// <summary>Reads the images of a request's body, within its limits.</summary>
internal sealed class ImageReader(ImageInput input, ServiceOptions options)
{
    private const string Types = "Send image/jpeg, image/png, application/octet-stream (RGB bytes), or multipart/form-data with several of these.";

    /// <summary>Reads a body that is an image, or several raw ones.</summary>
    public async ValueTask<Pixels[]> ReadAsync(HttpContext context, MediaTypeHeaderValue? type)
    {
        var request = context.Request;
        CheckType(type, "The body");
        if (request.ContentLength > options.MaxBodyBytes) throw TooLarge();
        var bytes = await BodyBytes.ReadAsync(request.Body, request.ContentLength, options.MaxBodyBytes, TooLarge, context.RequestAborted);
        return IsRaw(type)
            ? Raw(bytes, Number(request.Query["width"], "width"), Number(request.Query["height"], "height"), "The body")
            : [Decode(bytes, "The body")];
    }

    /// <summary>Reads a multipart body: every part is an image.</summary>
    public async ValueTask<Pixels[]> ReadPartsAsync(HttpContext context, MediaTypeHeaderValue type)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > 128) throw Bad("The multipart body's boundary is missing or longer than 128 characters.");
        var reader = new MultipartReader(boundary, context.Request.Body) { BodyLengthLimit = options.MaxBodyBytes, HeadersLengthLimit = 8192, HeadersCountLimit = 16 };
        var images = new List<Pixels>();
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                var place = $"Part {images.Count + 1}";
                var part = MediaTypeHeaderValue.TryParse(section.ContentType, out var parsed) ? parsed : null;
                CheckType(part, place);
                var bytes = await BodyBytes.ReadAsync(section.Body, null, options.MaxBodyBytes, TooLarge, context.RequestAborted);
                if (IsRaw(part)) images.AddRange(Raw(bytes, null, null, place));
                else images.Add(Decode(bytes, place));
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

    private Pixels Decode(byte[] bytes, string place)
    {
        try
        {
            var image = ImageFile.Decode(bytes, place, options.MaxPixels, input.Orientation);
            return new(image.Rgb, image.Width, image.Height);
        }
        catch (FreezeException error)
        {
            throw Bad(error.Message);
        }
    }

    private Pixels[] Raw(byte[] bytes, int? width, int? height, string place)
    {
        if (width is null != height is null) throw Bad("Raw pixels of another size than the network's need both width and height.");
        if (width is { } w && height is { } h)
        {
            if ((long)w * h > options.MaxPixels) throw TooManyPixels(place);
            var isColour = input.Channels == 1 && bytes.Length == 3L * w * h;
            if (!isColour && bytes.Length != (long)w * h * input.Channels)
                throw Bad($"{place}: {w}x{h} pixels take {(long)w * h * input.Channels} bytes; there are {bytes.Length}.");
            return [new(bytes, w, h)];
        }

        var (count, rest) = Math.DivRem(bytes.Length, input.Values);
        if (count == 0 || rest != 0)
            throw Bad($"{place} has {bytes.Length} bytes; an image of {input.Width}x{input.Height} takes {input.Values}. Add ?width=&height= for another size.");
        if (count > options.MaxImages) throw TooMany();
        return [.. Enumerable.Range(0, count).Select(i => bytes.AsMemory(i * input.Values, input.Values))
            .Select(image => new Pixels(image, input.Width, input.Height) { IsPrepared = true })];
    }

    private BadRequestException TooLarge() => new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {options.MaxBodyBytes} bytes.");

    private BadRequestException TooMany() => new(StatusCodes.Status413PayloadTooLarge, $"There are more than {options.MaxImages} images in the request.");

    private BadRequestException TooManyPixels(string place) =>
        Bad($"{place} has more than {options.MaxPixels} pixels; scale it down.");
}
