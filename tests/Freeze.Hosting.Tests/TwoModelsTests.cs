using System.Diagnostics.Metrics;
using Freeze.Hosting.Tests.Service;
using Freeze.Samples.Quickstart;
using Freeze.Samples.Service;
using Microsoft.Extensions.DependencyInjection;

namespace Freeze.Hosting.Tests;

/// <summary>Two models in one host: each has its settings, health, metrics and page.</summary>
[Collection(nameof(Alone))]
public sealed class TwoModelsTests : IDisposable
{
    private readonly TinyFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task Each_answers_and_shows_for_itself()
    {
        await using var service = await StartAsync();
        using var first = await service.PostRawAsync(0);
        Assert.Contains("\"model\":\"conveyor\"", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var (path, frame) in new[] { ("/predict/conveyor", Frames.Rgb[1]), ("/predict/tiny", Frames.Rgb[1][..192]) })
        {
            using var content = new ByteArrayContent(frame) { Headers = { ContentType = new("application/octet-stream") } };
            using var answer = await service.Client.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.Contains($"\"model\":\"{path.Split('/')[^1]}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("Healthy", await service.GetAsync("/healthz"));
        Assert.Equal([2L, 1L], service.Services.GetRequiredService<FreezeServices>().Select(each => each.Snapshot().Answered));
        var metrics = (await service.GetAsync("/metrics")).Split('\n');
        foreach (var model in new[] { "conveyor", "tiny" })
        {
            var infos = metrics.Where(line => line.StartsWith("freeze_model_info", StringComparison.Ordinal));
            var info = Assert.Single(infos, line => line.Contains($"model=\"{model}\"", StringComparison.Ordinal));
            Assert.Contains("generation=\"1\"", info, StringComparison.Ordinal);
            Assert.Matches("weights=\"[0-9a-f]{64}\"", info);
            Assert.Matches(model == "tiny" ? "caches=\"\"" : "caches=\"[0-9a-f]{64}\"", info);
        }

        var risk = Assert.Single(metrics, line => line.StartsWith("freeze_certificate_risk", StringComparison.Ordinal));
        Assert.Contains("model=\"conveyor\"", risk, StringComparison.Ordinal);
        Assert.Contains(" 0.004", risk, StringComparison.Ordinal);

        using var reader = new StreamReader(await service.Client.GetStreamAsync(new Uri("/live?model=tiny", UriKind.Relative)));
        var line = await reader.ReadLineAsync();
        Assert.Contains("\"model\":\"tiny\",\"models\":[\"conveyor\",\"tiny\"]", line, StringComparison.Ordinal);
        Assert.Contains("no caches: every answer is the full network\\u0027s own", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_is_of_the_model_that_is_named()
    {
        using var token = new TokenFile();
        await using var service = await StartAsync("--Service:AdminTokenFile", token.Path);
        using var reloaded = await service.ReloadAsync("?model=tiny");
        Assert.True(reloaded.IsSuccessStatusCode);
        Assert.Equal([1, 2], service.Services.GetRequiredService<FreezeServices>().Select(each => each.Model.Generation));
        using var unknown = await service.ReloadAsync("?model=other");
        Assert.Contains("there are: conveyor, tiny", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warming_up_is_counted_nowhere()
    {
        using var meters = new MeterListener();
        long predictions = 0;
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "freeze.predictions") listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag is { Key: "model", Value: "tiny" }) Interlocked.Add(ref predictions, value);
        });
        meters.Start();
        await using var service = await StartAsync("--Freeze:AuditShare", "1");
        Assert.Equal(0, Interlocked.Read(ref predictions));
        var audits = service.Service.Snapshot().Audits!;
        Assert.Equal((0L, 0L), (audits.Predictions, audits.Audited));
    }

    private Task<RunningService> StartAsync(params string[] settings) => RunningService.StartAsync(
        services => services.AddModel<Conveyor>().AddModel<Tiny>("Second"), ["--Second:Folder", _tiny.Path, .. settings]);
}

/// <summary>Meters are the process's: what counts them runs while no other test has a service.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
