using System.Net;
using Freeze.Hosting.Tests.Service;
using Freeze.Samples.Quickstart;
using Freeze.Samples.Service;
using Freeze.Samples.Service.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freeze.Hosting.Tests.Attacks;

/// <summary>What goes wrong has its status, whether it is thrown at once or by a task, and says nothing of the inside.</summary>
public sealed class StatusTests : IAsyncLifetime
{
    private const string Secret = "/secret/path";

    private RunningService _service = null!;
    private Func<ValueTask<Prediction>> _answer = () => default;

    public async Task InitializeAsync() => _service = await RunningService.StartAsync(services => services
        .AddModel<Conveyor>().AddSingleton<IClassifier>(new ScriptedClassifier(() => _answer())));

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public static TheoryData<string, int> Errors => new()
    {
        { "bad input", 400 }, { "mistake", 400 }, { "unsupported", 415 }, { "large", 413 }, { "slow", 408 }, { "share", 429 }, { "full", 503 },
        { "queue", 503 }, { "stopping", 503 }, { "no model", 503 }, { "failed model", 503 }, { "cancelled", 499 }, { "defect", 500 },
        { "argument", 500 }, { "file", 500 },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Every_error_has_its_status_at_once_and_later(string kind, int status)
    {
        foreach (var isLater in new[] { false, true })
            foreach (var images in new[] { 1, 2 })
            {
                _answer = () => isLater ? LaterAsync(kind) : throw Error(kind);
                using var content = new ByteArrayContent(new byte[48 * images]) { Headers = { ContentType = new("application/octet-stream") } };
                using var response = await _service.Client.PostAsync(new Uri(ScriptedClassifier.Path, UriKind.Relative), content);
                var text = await response.Content.ReadAsStringAsync();
                Assert.Equal((status, $"{kind}: {text}"), ((int)response.StatusCode, $"{kind}: {text}"));
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
                Assert.Equal(status is 429 or 503, response.Headers.RetryAfter is not null);
                foreach (var inside in new[] { Secret, "   at ", "Exception" }) Assert.DoesNotContain(inside, text, StringComparison.Ordinal);
            }

        _answer = () => new(new Prediction(1, "fine", Prediction.End, 1, false, 0));
        using var body = new ByteArrayContent(new byte[48]) { Headers = { ContentType = new("application/octet-stream") } };
        using var after = await _service.Client.PostAsync(new Uri(ScriptedClassifier.Path, UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal((0, 0L), _service.Services.GetRequiredService<Admission>().UnderWay);
    }

    [Fact]
    public async Task A_model_without_ranks_says_so()
    {
        using var body = new ByteArrayContent(new byte[48]) { Headers = { ContentType = new("application/octet-stream") } };
        using var response = await _service.Client.PostAsync(new Uri(ScriptedClassifier.Path + "?top=2", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("scripted does not rank classes", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async ValueTask<Prediction> LaterAsync(string kind)
    {
        await Task.Yield();
        throw Error(kind);
    }

    private static Exception Error(string kind) => kind switch
    {
        "bad input" => new FreezeException("The image has no pixels."),
        "mistake" => new BadRequestException(400, "width is missing."),
        "unsupported" => new BadRequestException(415, "Send an image."),
        "large" => new BadHttpRequestException("Too large.", 413),
        "slow" => new BadHttpRequestException("Too slow.", 408),
        "share" => new BusyException(isClient: true, "Too many of yours."),
        "full" => new BusyException(isClient: false, "Too many."),
        "queue" => new FreezeUnavailableException(),
        "stopping" => new FreezeUnavailableException(isStopping: true),
        "no model" => new FreezeUnavailableException("The model is not loaded."),
        "failed model" => new FreezeUnavailableException("The model failed: " + Secret, new FreezeException(Secret)),
        "cancelled" => new TaskCanceledException(Secret),
        "defect" => new InvalidOperationException(Secret),
        "argument" => new ArgumentException(Secret),
        "file" => new IOException(Secret),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
