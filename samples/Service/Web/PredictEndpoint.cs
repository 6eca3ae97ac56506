using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// <c>POST /predict</c>: image/jpeg, image/png, application/octet-stream (RGB bytes: <c>?width=&amp;height=</c>, or images of the network's size one after
/// the other), or multipart with several of these. Where there are several networks, <c>/predict/NAME</c> asks each of them. The header X-Stream-Id says that images are the next frames of a stream.
/// </summary>
internal static class PredictEndpoint
{
    private const int LongestStreamName = 128;

    public static void MapPredict(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<ServiceOptions>();
        var classifiers = app.Services.GetServices<IClassifier>().ToArray();
        Map("/predict", classifiers[0]);
        foreach (var classifier in classifiers) 
            Map("/predict/" + classifier.Name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), classifier);

        void Map(string path, IClassifier classifier)
        {
            var reader = new ImageReader(classifier.Input, options);
            app.MapPost(path, (RequestDelegate)(context => PredictAsync(context, classifier, reader))).RequireRateLimiting(WebStack.Concurrency);
        }
    }

    private static async Task PredictAsync(HttpContext context, IClassifier classifier, ImageReader reader)
    {
        var stream = StreamName(context.Request);
        Answer[] answers;
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            var images = await reader.ReadPartsAsync(context, type);
            answers = Answers(await Predict(() => classifier.PredictAsync(images, stream)));
        }
        else
        {
            var images = await reader.ReadAsync(context, type);
            answers = images is [var image]
                ? [Answer.Of(await Predict(() => classifier.PredictAsync(image.Rgb.Span, image.Width, image.Height, stream)))]
                : Answers(await Predict(() => classifier.PredictAsync(images, stream)));
        }

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

    private static Answer[] Answers(Prediction[] predictions) => Array.ConvertAll(predictions, Answer.Of);

    private static string? StreamName(HttpRequest request)
    {
        var name = request.Headers["X-Stream-Id"].ToString();
        if (name.Length > LongestStreamName)
            throw new BadRequestException(StatusCodes.Status400BadRequest, $"X-Stream-Id has {name.Length} characters; at most {LongestStreamName} are remembered.");
        return name.Length == 0 ? null : name;
    }
}
