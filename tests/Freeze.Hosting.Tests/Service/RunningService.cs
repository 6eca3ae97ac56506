using System.Net.Http.Headers;
using System.Text.Json;
using Freeze.Samples.Quickstart;
using Freeze.Samples.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Freeze.Hosting.Tests.Service;

/// <summary>The sample service in this process, on a real socket.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningService(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address => Urls.First(url => url.Host == "127.0.0.1");

    /// <summary>All addresses but sockets.</summary>
    public IEnumerable<Uri> Urls => _app.Urls.Where(url => !url.Contains("unix", StringComparison.Ordinal)).Select(url => new Uri(url));

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public FreezeService Service => _app.Services.GetRequiredService<FreezeService>();

    /// <summary>Starts it; settings are given as on the command line, name and value in turn.</summary>
    public static Task<RunningService> StartAsync(params string[] settings) => StartAsync(services => services.AddModel<Conveyor>(), settings);

    /// <summary>Starts it with other models.</summary>
    public static async Task<RunningService> StartAsync(Action<IServiceCollection> models, params string[] settings)
    {
        // An audited request runs to the end, where the offline prediction left early.
        string[] usual = ["--model", Frames.Models, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", "--Freeze:AuditShare", "0"];
        var app = ServiceApp.Build([.. usual, .. settings], models);
        await app.StartAsync();
        return new(app);
    }

    public Task<HttpResponseMessage> PostAsync(byte[] body, string type, string query = "")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        return Client.PostAsync(new Uri("/predict" + query, UriKind.Relative), content);
    }

    public async Task<HttpResponseMessage> PostRawAsync(int frame, string stream)
    {
        using var content = new ByteArrayContent(Frames.Rgb[frame]) { Headers = { ContentType = new("application/octet-stream") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = content, Headers = { { "X-Stream-Id", stream } } };
        return await Client.SendAsync(request);
    }

    /// <summary>Asks for a reload with the token of <see cref="TokenFile.Usual"/>, which the service was started with.</summary>
    public async Task<HttpResponseMessage> ReloadAsync(string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/reload" + query);
        request.Headers.Authorization = new("Bearer", TokenFile.Usual);
        return await Client.SendAsync(request);
    }

    public Task<string> GetAsync(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> PostRawAsync(int frame) => PostAsync(Frames.Rgb[frame], "application/octet-stream");

    /// <summary>Class and exit of every answer in a response.</summary>
    public static async Task<(int Class, string Exit)[]> AnswersAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.GetProperty("predictions").EnumerateArray()
            .Select(answer => (answer.GetProperty("class").GetInt32(), answer.GetProperty("exit").GetString()!))];
    }

    /// <summary>Stops it as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
