using System.Diagnostics.Metrics;
using Freeze.Caching;
using Freeze.Hosting.Tests.Service;
using Freeze.Samples.Quickstart;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Freeze.Hosting.Tests;

/// <summary>services.AddFreeze in a host without a web server.</summary>
public sealed class AddFreezeTests
{
    [Fact]
    public async Task Settings_come_from_the_configuration_and_code_wins()
    {
        using var host = Host(
            new() { ["Freeze:Folder"] = Frames.Models, ["Freeze:MaxBatch"] = "3", ["Freeze:BatchDelay"] = "00:00:00.002", ["Freeze:Workers"] = "2" },
            options => options.Workers = 1);
        await host.StartAsync();
        var options = host.Services.GetRequiredService<FreezeService>().Options;
        Assert.Equal((3, TimeSpan.FromMilliseconds(2), 1), (options.MaxBatch, options.BatchDelay, options.Workers));
        await host.StopAsync();
    }

    [Fact]
    public async Task Wrong_settings_end_the_start_with_all_their_names()
    {
        using var host = Host(new() { ["Freeze:Folder"] = "nowhere", ["Freeze:MaxBatch"] = "33", ["Freeze:Device"] = "abacus" });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(3, error.Failures.Count());
        foreach (var name in new[] { "nowhere", "MaxBatch is 33; it takes 1 to 32", "abacus" }) Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_of_another_type_is_a_wrong_setting()
    {
        using var host = Host(new() { ["Freeze:Folder"] = Frames.Models, ["Freeze:MaxBatch"] = "many" });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("'many' at 'Freeze:MaxBatch'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Freeze:MaxBatchh", "Freeze:MaxBatchh is no setting; did you mean MaxBatch?")]
    [InlineData("Freeze:queuelenght", "Freeze:queuelenght is no setting; did you mean QueueLength?")]
    [InlineData("Freeze:Refit:Epoch", "Freeze:Refit:Epoch is no setting; did you mean Refit:Epochs?")]
    [InlineData("Freeze:Refitt:Epochs", "Freeze:Refitt is no setting; did you mean Refit?")]
    [InlineData("Freeze:Colour", "Freeze:Colour is no setting; there are: Folder, Device, Workers")]
    public async Task A_misspelt_setting_is_named_with_the_nearest(string key, string message)
    {
        using var host = Host(new() { ["Freeze:Folder"] = Frames.Models, [key] = "5", ["Freeze:MaxBatch"] = "33" });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(2, error.Failures.Count());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_settings_are_known_by_name()
    {
        Assert.Equal(Names<FreezeOptions>(), SettingNames.Options.Order());
        Assert.Equal(Names<RefitOptions>(), SettingNames.Refit.Order());
        Assert.Equal(Names<Samples.Service.Web.ServiceOptions>(), Samples.Service.Web.ServiceOptions.Names.Order());

        static IEnumerable<string> Names<T>() => typeof(T).GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance)
            .Where(property => property.CanWrite).Select(property => property.Name).Order();
    }

    [Fact]
    public async Task It_answers_as_the_model_does_and_counts_what_it_does()
    {
        using var meters = new MeterListener();
        long answers = 0;
        var durations = 0;
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Freeze.Hosting") listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "freeze.answers") Interlocked.Add(ref answers, value);
        });
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref durations));
        meters.Start();

        using var host = Host(new() { ["Freeze:Folder"] = Frames.Models });
        await host.StartAsync();
        var service = host.Services.GetRequiredService<FreezeService<Conveyor>>();
        Assert.Same(service, host.Services.GetRequiredService<FreezeService>());
        Assert.True(service.IsReady);
        Assert.Equal(HealthStatus.Healthy, (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
        var single = await service.PredictAsync(Frames.Rgb[0], 32, 32);
        var several = await service.PredictAsync([.. Frames.Rgb.Select(rgb => new Pixels(rgb, 32, 32))]);
        Assert.Equal(Frames.Expected[0].Class, single.Class);
        Assert.Equal(Frames.Expected.Select(p => (p.Class, p.Exit)), several.Select(p => (p.Class, p.Exit)));
        await Assert.ThrowsAsync<FreezeException>(async () => await service.PredictAsync(Frames.Rgb[0], 32, 31));

        var snapshot = service.Snapshot();
        Assert.Equal(Frames.Count + 1, snapshot.Answered);
        Assert.Equal(snapshot.Accepted, snapshot.Answered);
        Assert.Equal(snapshot.Answered, snapshot.Exits.Sum(exit => exit.Count));
        Assert.Equal(snapshot.Answered, snapshot.Latency.Count);
        Assert.InRange(snapshot.Batches, 2, Frames.Count);
        await host.StopAsync();
        Assert.True(answers >= Frames.Count + 1 && durations >= answers, $"{answers} answers and {durations} durations were measured");
        Assert.False(service.IsReady);
        var error = await Assert.ThrowsAsync<FreezeUnavailableException>(async () => await service.PredictAsync(Frames.Rgb[0], 32, 32));
        Assert.True(error.IsStopping);
    }

    [Fact]
    public async Task More_images_than_may_wait_are_refused_and_none_of_them_runs()
    {
        using var host = Host(new() { ["Freeze:Folder"] = Frames.Models, ["Freeze:QueueLength"] = "4" });
        await host.StartAsync();
        var service = host.Services.GetRequiredService<FreezeService>();
        var error = await Assert.ThrowsAsync<FreezeUnavailableException>(
            async () => await service.PredictAsync([.. Frames.Rgb.Take(5).Select(rgb => new Pixels(rgb, 32, 32))]));
        Assert.False(error.IsStopping);
        Assert.Equal((0, 5), (service.Snapshot().Accepted, service.Snapshot().Refused));
        await host.StopAsync();
    }

    [Fact]
    public async Task Audited_requests_run_to_the_end_and_are_counted()
    {
        using var host = Host(new() { ["Freeze:Folder"] = Frames.Models, ["Freeze:AuditShare"] = "1" });
        await host.StartAsync();
        var service = host.Services.GetRequiredService<FreezeService>();
        for (var i = 0; i < 20; i++) Assert.Equal(Prediction.End, (await service.PredictAsync(Frames.Rgb[i], 32, 32)).Exit);
        var early = Frames.Expected.Take(20).Count(answer => answer.Exit != Prediction.End);
        Assert.InRange(early, 1, 20);
        Assert.Equal(early, service.Snapshot().Audits!.Audited);
        await host.StopAsync();
    }

    [Fact]
    public async Task Streams_are_bounded()
    {
        using var host = Host(new() { ["Freeze:Folder"] = Frames.Models, ["Freeze:MaxStreams"] = "3" });
        await host.StartAsync();
        var service = host.Services.GetRequiredService<FreezeService>();
        for (var i = 0; i < 20; i++)
        {
            var answer = await service.PredictAsync(Frames.Rgb[i], 32, 32, $"camera {i % 7}");
            Assert.Equal(Frames.Expected[i].Class, answer.Class);
            Assert.InRange(service.Snapshot().Streams, 1, 3);
        }

        Assert.Equal(3, service.Snapshot().Streams);
        await host.StopAsync();
    }

    [Fact]
    public async Task Caches_are_refitted_where_the_settings_ask_for_it()
    {
        using var host = Host(new()
        {
            ["Freeze:Folder"] = Frames.Models, ["Freeze:AuditShare"] = "0.5", ["Freeze:OnlineRefit"] = "true", ["Freeze:Refit:Requests"] = "100",
            ["Freeze:Refit:HiddenUnits"] = "0", ["Freeze:Refit:Epochs"] = "1",
        });
        await host.StartAsync();
        var service = host.Services.GetRequiredService<FreezeService>();
        for (var i = 0; i < 20_000 && service.Snapshot().Refit!.Fits == 0; i++) await service.PredictAsync(Frames.Rgb[i % Frames.Count], 32, 32);
        var refit = service.Snapshot().Refit!;
        Assert.True(refit.Fits > 0, $"{refit}");
        Assert.Null(refit.Error);

        // A model that is replaced stops refitting; its successor begins.
        service.Reload();
        Assert.Equal(0, service.Snapshot().Refit!.Fits);
        await host.StopAsync();
    }

    [Fact]
    public async Task Refitting_is_off_unless_asked_for_and_its_settings_are_checked()
    {
        using var usual = Host(new() { ["Freeze:Folder"] = Frames.Models, ["Freeze:AuditShare"] = "0.5" });
        await usual.StartAsync();
        Assert.Null(usual.Services.GetRequiredService<FreezeService>().Snapshot().Refit);
        await usual.StopAsync();
        using var host = Host(new()
        {
            ["Freeze:Folder"] = Frames.Models, ["Freeze:OnlineRefit"] = "true", ["Freeze:UseCaches"] = "false", ["Freeze:Refit:Requests"] = "99",
            ["Freeze:Refit:HiddenUnits"] = "17", ["Freeze:Risk"] = "1.5", ["Freeze:StreamTimeout"] = "00:00:00", ["Freeze:StreamAuditShare"] = "-1",
        });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        string[] expected =
        [
            "AuditShare is 0", "UseCaches is off", "Refit:Requests is 99; it takes 100 to 1000000", "Refit:HiddenUnits is 17", "Risk is 1.5",
            "StreamTimeout is 00:00:00", "StreamAuditShare is -1; it takes 0 to 1",
        ];
        Assert.Equal(expected.Length, error.Failures.Count());
        foreach (var problem in expected) Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audits_of_caches_without_a_certificate_ask_for_a_risk()
    {
        var folder = Copy();
        using (var model = Conveyor.Load(folder))
            new CacheSet { Weights = model.Weights, Probes = model.Caches!.Probes }.Save(Path.Combine(folder, "conveyor.cache.safetensors"), model.Plan);
        using (var without = Host(new() { ["Freeze:Folder"] = folder, ["Freeze:AuditShare"] = "0.5" }))
        {
            var error = await Assert.ThrowsAsync<FreezeException>(() => without.StartAsync());
            Assert.Contains("set Risk, such as 0.01, or AuditShare to 0", error.Message, StringComparison.Ordinal);
        }

        using (var with = Host(new() { ["Freeze:Folder"] = folder, ["Freeze:AuditShare"] = "0.5", ["Freeze:Risk"] = "0.01" }))
        {
            await with.StartAsync();
            await with.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Caches whose every guess counts break what their certificate says; audits notice and act.</summary>
    [Fact]
    public async Task An_alarm_is_shown_and_voids_the_certificate()
    {
        var folder = Copy();
        using (var model = Conveyor.Load(folder))
        {
            var careless = model.Caches!.Probes.Select(cache => cache?.WithThreshold(0)).ToArray();
            new CacheSet { Weights = model.Weights, Certificate = model.Caches.Certificate, Probes = careless }
                .Save(Path.Combine(folder, "conveyor.cache.safetensors"), model.Plan);
        }

        using var host = Host(new() { ["Freeze:Folder"] = folder, ["Freeze:AuditShare"] = "1" });
        await host.StartAsync();
        var service = host.Services.GetRequiredService<FreezeService>();
        for (var i = 0; i < 20_000 && service.Snapshot().Alarms == 0; i++) await service.PredictAsync(Frames.Rgb[i % Frames.Count], 32, 32);
        var snapshot = service.Snapshot();
        Assert.True(snapshot.Alarms > 0 && snapshot.LastAlarm is { Probe: not null });
        Assert.True(service.Model is { Certificate: null, IsTightened: true });
        Assert.Equal(HealthStatus.Degraded, (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
        await host.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_model_says_which_caches_it_has()
    {
        using var host = Host(new() { ["Freeze:Folder"] = Frames.Models });
        await host.StartAsync();
        var file = Path.Combine(Frames.Models, "conveyor.cache.safetensors");
        var info = host.Services.GetRequiredService<FreezeService>().Model;
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file))), info.Caches);
        Assert.Equal(File.GetLastWriteTimeUtc(file), info.CachesWritten!.Value.UtcDateTime);
        Assert.False(info.IsTightened);
        await host.StopAsync();
    }

    private static string Copy()
    {
        var folder = Directory.CreateTempSubdirectory("freeze-hosting-").FullName;
        foreach (var file in Directory.GetFiles(Frames.Models)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }

    private static IHost Host(Dictionary<string, string?> settings, Action<FreezeOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddFreeze<Conveyor>(configure);
        return builder.Build();
    }
}
