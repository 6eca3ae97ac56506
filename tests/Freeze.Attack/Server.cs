using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Freeze.Attack;

/// <summary>A fresh process of the service.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process _process;

    private Server(Process process, IPEndPoint address, IPEndPoint health) => (_process, Address, Health) = (process, address, health);

    public IPEndPoint Address { get; }

    /// <summary>Where it answers probes alone.</summary>
    public IPEndPoint Health { get; }

    /// <summary>The most resident memory that it has had, in MB; NaN where it is gone.</summary>
    public double PeakMegabytes => _process.HasExited
        ? double.NaN
        : long.Parse(
            File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024 / 1e6;

    public static async Task<Server> StartAsync(string path, int niceness, CancellationToken stop)
    {
        var (address, health) = (Free(), Free());
        var token = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        var info = new ProcessStartInfo("nice",
        [
            "-n", $"{niceness}", Path.GetFullPath(path), "--urls", $"http://{address}", "--Service:HealthUrl", $"http://{health}",
            "--Logging:LogLevel:Default", "Error",
        ]);
        info.Environment["Service__AdminToken"] = token;
        var process = Process.Start(info)!;
        using var client = new HttpClient();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30);)
        {
            try
            {
                if (await client.GetStringAsync(new Uri($"http://{health}/healthz/ready"), stop) == "Healthy") return new(process, address, health);
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(20, stop);
        }

        process.Kill();
        throw new InvalidOperationException($"'{path}' was not ready in 30 s.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static IPEndPoint Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
