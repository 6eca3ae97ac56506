using Freeze.Hosting.Tests.Service;

namespace Freeze.Hosting.Tests;

/// <summary>Frames of streams are audited, counted and bounded; their promise is their own.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Frames_are_audited_and_counted_apart_from_images()
    {
        await using var service = await RunningService.StartAsync("--Freeze:StreamAuditShare", "1");
        for (var i = 0; i < 40; i++)
        {
            using var answer = await service.PostRawAsync(i, $"camera {i % 3}");
            Assert.Equal("end", Assert.Single(await RunningService.AnswersAsync(answer)).Exit);
        }

        for (var i = 0; i < 5; i++) await service.PostRawAsync(i);
        var snapshot = service.Service.Snapshot();
        Assert.Equal((40, 5, 3), (snapshot.StreamFrames, snapshot.Images, snapshot.Streams));
        var audits = snapshot.StreamAudits!;
        Assert.Equal(40, audits.Predictions);
        Assert.InRange(audits.Audited, 1, 40);
        Assert.Equal(0.004, audits.Risk);
        Assert.Null(snapshot.Audits);

        // The bound of 40 predictions, all of them drawn: no event among them allows about 3 / 40 at 95 %; a mixture pays for holding at all times.
        Assert.InRange(audits.Bound, 3.0 / 40, 8.0 / 40);
        var metrics = await service.GetAsync("/metrics");
        Assert.Contains("freeze_stream_audit_bound", metrics, StringComparison.Ordinal);
        Assert.Contains("source=\"streams\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_forgotten_streams_have_shown_still_counts()
    {
        await using var service = await RunningService.StartAsync("--Freeze:StreamAuditShare", "1", "--Freeze:MaxStreams", "2");
        for (var i = 0; i < 30; i++) await service.PostRawAsync(i, $"camera {i}");
        var snapshot = service.Service.Snapshot();
        Assert.Equal((2, 30), (snapshot.Streams, snapshot.StreamAudits!.Predictions));
    }

    [Fact]
    public async Task Streams_that_send_nothing_are_forgotten()
    {
        await using var service = await RunningService.StartAsync("--Freeze:StreamTimeout", "00:00:00.2");
        for (var i = 0; i < 4; i++) await service.PostRawAsync(i, $"camera {i}");
        for (var i = 0; i < 1000 && service.Service.Snapshot().Streams > 0; i++) await Task.Delay(10);
        Assert.Equal((0, 4), (service.Service.Snapshot().Streams, service.Service.Snapshot().StreamFrames));
    }

    [Fact]
    public async Task Without_audits_frames_are_images_by_themselves()
    {
        await using var service = await RunningService.StartAsync("--Freeze:StreamAuditShare", "0");
        for (var i = 0; i < 20; i++)
        {
            using var answer = await service.PostRawAsync(i, "camera");
            Assert.Equal([(Frames.Expected[i].Class, Frames.Expected[i].Exit)], await RunningService.AnswersAsync(answer));
        }

        var snapshot = service.Service.Snapshot();
        Assert.Equal((0, 20), (snapshot.StreamFrames, snapshot.Images));
        Assert.Null(snapshot.StreamAudits);
    }

    [Fact]
    public async Task The_pages_figures_show_no_certificate_for_streams()
    {
        await using var service = await RunningService.StartAsync();
        Assert.Contains("certificate: at most 0.4 % differ", await EventAsync(service), StringComparison.Ordinal);
        for (var i = 0; i < 5; i++) await service.PostRawAsync(i, "camera");
        var streams = await EventAsync(service);
        Assert.DoesNotContain("certificate: at most", streams, StringComparison.Ordinal);
        Assert.Contains("no certificate; their own audits keep it to 0.4 %", streams, StringComparison.Ordinal);
        await service.PostRawAsync(0);
        var both = await EventAsync(service);
        Assert.Contains("certificate: at most 0.4 % differ", both, StringComparison.Ordinal);
        Assert.Contains("no certificate; their own audits", both, StringComparison.Ordinal);
    }

    private static async Task<string> EventAsync(RunningService service)
    {
        using var reader = new StreamReader(await service.Client.GetStreamAsync(new Uri("/live", UriKind.Relative)));
        return (await reader.ReadLineAsync())!;
    }
}
