using System.Globalization;
using Freeze.Hosting;
using Microsoft.Net.Http.Headers;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// <c>POST /predict</c>: image/jpeg, image/png, application/octet-stream (RGB bytes: <c>?width=&amp;height=</c>, or images of the network's size one after
/// the other), or multipart with several of these. Where there are several networks, <c>/predict/NAME</c> asks each of them. The header
/// X-Stream-Id says that images are the next frames of a stream; <c>?top=5</c> asks for the likeliest classes as well.
/// </summary>
internal static class PredictEndpoint
{
    private const int LongestStreamName = 128;

    public static void MapPredict(this WebApplication app)
    {
        var (options, intake) = (app.Services.GetRequiredService<ServiceOptions>(), app.Services.GetRequiredService<ImageIntake>());
        var admission = app.Services.GetRequiredService<Admission>();
        var classifiers = app.Services.GetServices<IClassifier>().ToArray();
        Map("/predict", classifiers[0]);
        foreach (var classifier in classifiers) 
            Map("/predict/" + classifier.Name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), classifier);

        void Map(string path, IClassifier classifier)
        {
            var reader = new ImageReader(classifier.Input, options, intake);
            app.MapPost(path, (RequestDelegate)(context => PredictAsync(context, classifier, reader, admission, intake)));
        }
    }

    private static async Task PredictAsync(HttpContext context, IClassifier classifier, ImageReader reader, Admission admission, ImageIntake intake)
    {
        var (stream, top) = (StreamName(context.Request), Top(context.Request));
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) ? parsed : null;
        Answer[] answers;
        using (var place = await admission.EnterAsync(context))
        using (var room = intake.Enter(context))
        {
            var images = await reader.ReadAsync(context, type, room);
            place.Add(images.Length);
            answers = top == 0
                ? Array.ConvertAll(await classifier.PredictAsync(images, stream), Answer.Of)
                : Array.ConvertAll(await classifier.PredictTopKAsync(images, top, stream), Answer.Of);
        }

        // Accepted images are answered even when the client is gone; only writing ends early. A client that takes its answer slowly holds no place.
        await context.Response.WriteAsJsonAsync(new PredictResponse(classifier.Name, answers), ServiceJson.Default.PredictResponse, cancellationToken: context.RequestAborted);
    }

    private static int Top(HttpRequest request)
    {
        var text = request.Query["top"].ToString();
        if (text.Length == 0) return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top > 0
            ? top
            : throw Bad("top is how many of the likeliest classes are wanted; give a number of at least 1.");
    }

    private static string? StreamName(HttpRequest request)
    {
        var names = request.Headers["X-Stream-Id"];
        if (names.Count > 1) throw Bad("X-Stream-Id is given more than once.");
        var name = names.ToString();
        if (name.Length > LongestStreamName) throw Bad($"X-Stream-Id has {name.Length} characters; at most {LongestStreamName} are remembered.");
        if (name.Any(char.IsControl)) throw Bad("X-Stream-Id has control characters.");
        return name.Length == 0 ? null : name;
    }

    private static BadRequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
