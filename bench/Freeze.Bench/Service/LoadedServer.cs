using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Freeze.Hosting.Statistics;

namespace Freeze.Bench.Service;

/// <summary>One service under load: sends images, compares every answer with the offline prediction, keeps the figures.</summary>
internal sealed class LoadedServer(string name, ServerProcess server, byte[][] bodies, string contentType, Prediction[] expected) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4096 }) { BaseAddress = server.Address };
    private long _next = -1, _answers, _wrong, _lost, _otherExits;

    public string Name => name;

    public ServerProcess Server => server;

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Answers that were as predicted offline, or not.</summary>
    public long Answers => _answers;

    /// <summary>Answers with another class.</summary>
    public long Wrong => _wrong;

    /// <summary>The right class from another exit: sums of another order on the other side of a threshold.</summary>
    public long OtherExits => _otherExits;

    /// <summary>Requests without an answer of status 200.</summary>
    public long Lost => _lost;

    public double Seconds { get; private set; }

    public double CpuSeconds { get; private set; }

    /// <summary>Resident memory after each block, in MB.</summary>
    public List<double> Megabytes { get; } = [];

    /// <summary>Loads the service for a while.</summary>
    public async Task RunAsync(TimeSpan time, int connections, bool counts)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), server.CpuSeconds);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < time) await RequestAsync(counts);
        })));
        if (!counts) return;
        Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        CpuSeconds += server.CpuSeconds - cpu;
        Megabytes.Add(server.Megabytes);
    }

    /// <summary>Milliseconds of one request from now.</summary>
    public async Task<double> OneAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await RequestAsync(counts: false);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose()
    {
        _client.Dispose();
        server.Dispose();
    }

    private async Task RequestAsync(bool counts)
    {
        var image = (int)(Interlocked.Increment(ref _next) % bodies.Length);
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var content = new ByteArrayContent(bodies[image]);
            content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            using var response = await _client.PostAsync(new Uri("/predict", UriKind.Relative), content);
            var body = await response.Content.ReadAsByteArrayAsync();
            if (counts) Latency.Add(Stopwatch.GetElapsedTime(start));
            if (response.StatusCode == HttpStatusCode.OK) Check(body, expected[image], counts);
            else Interlocked.Increment(ref _lost);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private void Check(byte[] body, Prediction wanted, bool counts)
    {
        using var json = JsonDocument.Parse(body);
        var answer = json.RootElement.GetProperty("predictions")[0];
        if (counts) Interlocked.Increment(ref _answers);
        if (answer.GetProperty("class").GetInt32() != wanted.Class) Interlocked.Increment(ref _wrong);
        else if (answer.GetProperty("exit").GetString() != wanted.Exit) Interlocked.Increment(ref _otherExits);
    }
}
