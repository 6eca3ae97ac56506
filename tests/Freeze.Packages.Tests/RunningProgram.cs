using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Freeze.Packages.Tests;

/// <summary>A service in a process of its own, on a free port, started from "/".</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public RunningProgram(params string[] line)
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Client.BaseAddress = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        }

        var start = new ProcessStartInfo(line[0], [.. line[1..], "--urls", Client.BaseAddress.ToString()])
        {
            WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Waits until it has said something.</summary>
    public async Task UntilAsync(string text)
    {
        for (var i = 0; i < 600 && !_process.HasExited && !Output.Contains(text, StringComparison.Ordinal); i++) await Task.Delay(100);
        Assert.Contains(text, Output, StringComparison.Ordinal);
    }

    public async Task<string> PostAsync(string path, int bytes, string? stream = null)
    {
        using var content = new ByteArrayContent(new byte[bytes]);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (stream is not null) request.Headers.Add("X-Stream-Id", stream);
        using var answer = await Client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {body}\n{Output}");
        return body;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
