using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Freeze.Hosting.Tests.Service;

namespace Freeze.Hosting.Tests.Faults;

/// <summary>SIGTERM to the service's own process while clients press it.</summary>
public sealed partial class ShutdownTests
{
    private const int Terminate = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public async Task What_was_accepted_is_answered()
    {
        Skip.If(OperatingSystem.IsWindows(), "there is no SIGTERM on Windows");
        var info = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "freeze-service.dll"), "--urls", "http://127.0.0.1:0", "--Freeze:AuditShare", "0"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(info)!;
        var address = await ReadAsync(process, Listening());
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { BaseAddress = new Uri(address), Timeout = s_patience };

        // A page that is open must not hold the service up.
        _ = client.GetStreamAsync(new Uri("/live", UriKind.Relative));
        var answered = 0;
        var clients = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var frame = worker; await RightAsync(client, frame % Frames.Count); frame++) Interlocked.Increment(ref answered);
        })).ToArray();
        await Task.Delay(1000);
        Assert.Equal(0, Kill(process.Id, Terminate));

        var figures = Stopped().Match(await ReadAsync(process, Stopped())).Groups;
        await Task.WhenAll(clients).WaitAsync(s_patience);
        Assert.True(process.WaitForExit(s_patience), "the service does not end");
        Assert.Equal(0, process.ExitCode);

        // Every image that the service accepted reached a client as an answer.
        Assert.True(answered > 0);
        Assert.Equal($"{answered} accepted, {answered} answered, 0 failed", figures[0].Value);
    }

    // False when the connection is refused or closed without an answer; an answer must be right, or say that the service stops.
    private static async Task<bool> RightAsync(HttpClient client, int frame)
    {
        try
        {
            using var content = new ByteArrayContent(Frames.Rgb[frame]);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var response = await client.PostAsync(new Uri("/predict", UriKind.Relative), content);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
            Assert.Equal([(Frames.Expected[frame].Class, Frames.Expected[frame].Exit)], await RunningService.AnswersAsync(response));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> ReadAsync(Process process, Regex wanted)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            if (wanted.Match(line) is { Success: true } match) return match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
        Assert.Fail($"the service ended without '{wanted}'");
        return "";
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"\d+ accepted, \d+ answered, \d+ failed")]
    private static partial Regex Stopped();
}
