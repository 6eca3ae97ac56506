using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// <c>POST /predict</c>: image/jpeg, image/png, application/octet-stream (RGB bytes: <c>?width=&amp;height=</c>, or images of the network's size one after
/// the other), or multipart with several of these. Where there are several networks, <c>/predict/NAME</c> asks each of them. The header
/// X-Stream-Id says that images are the next frames of a stream.
/// </summary>
internal static class PredictEndpoint
{
    private const int LongestStreamName = 128;

    public static void MapPredict(this WebApplication app)
    {
        var (options, intake) = (app.Services.GetRequiredService<ServiceOptions>(), app.Services.GetRequiredService<ImageIntake>());
        var classifiers = app.Services.GetServices<IClassifier>().ToArray();
        Map("/predict", classifiers[0]);
        foreach (var classifier in classifiers) 
            Map("/predict/" + classifier.Name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), classifier);

        void Map(string path, IClassifier classifier)
        {
            var reader = new ImageReader(classifier.Input, options, intake);
            app.MapPost(path, (RequestDelegate)(context => PredictAsync(context, classifier, reader, intake))).RequireRateLimiting(WebStack.Concurrency);
        }
    }

    private static async Task PredictAsync(HttpContext context, IClassifier classifier, ImageReader reader, ImageIntake intake)
    {
        var stream = StreamName(context.Request);
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) ? parsed : null;
        using var room = intake.Enter(context);
        var images = await reader.ReadAsync(context, type, room);
        var answers = Array.ConvertAll(await Predict(() => classifier.PredictAsync(images, stream)), Answer.Of);

        // Accepted images are answered even when the client is gone; only writing ends early.
        await context.Response.WriteAsJsonAsync(new PredictResponse(classifier.Name, answers), ServiceJson.Default.PredictResponse, cancellationToken: context.RequestAborted);
    }

    private static ValueTask<T> Predict<T>(Func<ValueTask<T>> predict)
    {
        try
        {
            return predict();
        }
        catch (FreezeException error)
        {
            throw new BadRequestException(StatusCodes.Status400BadRequest, error.Message);
        }
    }

    private static string? StreamName(HttpRequest request)
    {
        var name = request.Headers["X-Stream-Id"].ToString();
        if (name.Length > LongestStreamName)
            throw new BadRequestException(StatusCodes.Status400BadRequest, $"X-Stream-Id has {name.Length} characters; at most {LongestStreamName} are remembered.");
        return name.Length == 0 ? null : name;
    }
}
