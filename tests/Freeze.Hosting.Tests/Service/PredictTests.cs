using System.Net;
using System.Net.Http.Headers;
using Freeze.Imaging;
using Freeze.Samples.Quickstart;

namespace Freeze.Hosting.Tests.Service;

/// <summary>Every form of a request gets the model's own answers; every mistake gets its status and a problem document.</summary>
public sealed class PredictTests : IAsyncLifetime
{
    private RunningService _service = null!;

    public async Task InitializeAsync() => _service = await RunningService.StartAsync("--Service:MaxBodyBytes", "100000", "--Service:MaxPixels", "10000", "--Service:MaxImages", "8");

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Raw_pixels()
    {
        for (var i = 0; i < 16; i++)
            Assert.Equal([(Frames.Expected[i].Class, Frames.Expected[i].Exit)], await RunningService.AnswersAsync(await _service.PostRawAsync(i)));
        Assert.Contains(Frames.Expected.Take(16), prediction => prediction.IsEarly);
        Assert.Contains(Frames.Expected, prediction => !prediction.IsEarly);
    }

    [Fact]
    public async Task Several_raw_images()
    {
        var response = await _service.PostAsync([.. Frames.Rgb.Take(8).SelectMany(rgb => rgb)], "application/octet-stream");
        Assert.Equal(Expected(8), await RunningService.AnswersAsync(response));
    }

    [Fact]
    public async Task Png_and_jpeg()
    {
        using var model = Conveyor.Load(Frames.Models);
        foreach (var (file, type) in new[] { (Frames.Png(Frames.Rgb[0]), "image/png"), (Frames.Jpeg(Frames.Rgb[1]), "image/jpeg") })
        {
            var offline = model.Predict(ImageFile.Decode(file).Rgb);
            Assert.Equal([(offline.Class, offline.Exit)], await RunningService.AnswersAsync(await _service.PostAsync(file, type)));
        }
    }

    [Fact]
    public async Task Another_size_is_stretched()
    {
        using var model = Conveyor.Load(Frames.Models);
        var large = new RgbImage(32, 32, Frames.Rgb[0]).Resized(80, 60);
        var offline = model.Predict(large.Rgb, 80, 60);
        foreach (var response in new[]
                 {
                     await _service.PostAsync(Frames.Png(large.Rgb, 80, 60), "image/png"),
                     await _service.PostAsync(large.Rgb, "application/octet-stream", "?width=80&height=60"),
                 })
            Assert.Equal([(offline.Class, offline.Exit)], await RunningService.AnswersAsync(response));
    }

    [Fact]
    public async Task Multipart()
    {
        using var parts = new MultipartFormDataContent();
        for (var i = 0; i < 4; i++) parts.Add(Part(i % 2 == 0 ? Frames.Png(Frames.Rgb[i]) : Frames.Rgb[i], i % 2 == 0 ? "image/png" : "application/octet-stream"), $"image{i}");
        var response = await _service.Client.PostAsync(new Uri("/predict", UriKind.Relative), parts);
        Assert.Equal(Expected(4), await RunningService.AnswersAsync(response));
    }

    [Theory]
    [InlineData("", "application/octet-stream", 5, HttpStatusCode.BadRequest, "an image of 32x32 takes 3072")]
    [InlineData("", "application/octet-stream", 0, HttpStatusCode.BadRequest, "has 0 bytes")]
    [InlineData("", "application/octet-stream", 100001, HttpStatusCode.RequestEntityTooLarge, "larger than 100000 bytes")]
    [InlineData("", "application/octet-stream", 9 * 3072, HttpStatusCode.RequestEntityTooLarge, "more than 8 images")]
    [InlineData("?width=8", "application/octet-stream", 192, HttpStatusCode.BadRequest, "both width and height")]
    [InlineData("?width=8&height=-8", "application/octet-stream", 192, HttpStatusCode.BadRequest, "height is")]
    [InlineData("?width=8&height=9", "application/octet-stream", 192, HttpStatusCode.BadRequest, "8x9 pixels take 216 bytes")]
    [InlineData("?width=2147483647&height=2147483647", "application/octet-stream", 192, HttpStatusCode.BadRequest, "more than the limit of 10000 pixels")]
    [InlineData("", "image/png", 192, HttpStatusCode.BadRequest, "not an image")]
    [InlineData("", "text/plain", 192, HttpStatusCode.UnsupportedMediaType, "text/plain")]
    [InlineData("", "", 192, HttpStatusCode.UnsupportedMediaType, "content type")]
    [InlineData("", "multipart/form-data", 192, HttpStatusCode.BadRequest, "boundary")]
    [InlineData("", "multipart/form-data; boundary=x", 192, HttpStatusCode.BadRequest, "multipart")]
    public async Task Mistakes(string query, string type, int bytes, HttpStatusCode status, string detail)
    {
        var response = await _service.PostAsync(new byte[bytes], type, query);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(detail, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_metrics_and_unknown_paths()
    {
        await _service.PostRawAsync(0);
        foreach (var path in new[] { "/healthz", "/healthz/live", "/healthz/ready" }) Assert.Equal("Healthy", await Get(path));
        var metrics = await Get("/metrics");
        foreach (var name in new[] { "freeze_answers_total", "freeze_request_duration_seconds_bucket", "freeze_queue_length", "freeze_batch_size" })
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        Assert.Contains("service_name=\"freeze-service\"", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _service.Client.GetAsync(new Uri("/nothing", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _service.Client.GetAsync(new Uri("/predict", UriKind.Relative))).StatusCode);
    }

    private static (int, string)[] Expected(int count) => [.. Frames.Expected.Take(count).Select(p => (p.Class, p.Exit))];

    private static ByteArrayContent Part(byte[] body, string type)
    {
        var part = new ByteArrayContent(body);
        part.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return part;
    }

    private Task<string> Get(string path) => _service.Client.GetStringAsync(new Uri(path, UriKind.Relative));
}
