using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spectre.Console;

namespace Freeze.Attack;

/// <summary>Runs attacks one after the other and prints a table of what they did.</summary>
internal static class Report
{
    private const double MostMegabytes = 300, ProbeMilliseconds = 200, LeastShare = 0.999;

    public static async Task<int> RunAsync(string service, IReadOnlyList<string> attacks, int connections, int seconds, int niceness, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("Memory and priorities are Linux's.");
        var table = new Table { Border = TableBorder.Markdown }.AddColumns(
            "attack", "peak MB", "probes", "within 200 ms", "slowest ms", "own port: within", "slowest ms", "honest answers", "refused", "cut", "p50 ms", "p99 ms");
        var isGood = true;
        foreach (var attack in attacks)
        {
            await using var server = await Server.StartAsync(service, niceness, stop);
            using var attacker = attack == "none" ? null : Attacker(attack, server.Address, connections);
            var (shared, own, clients) = (new Probe(server.Address), new Probe(server.Health), new Honest(server.Address));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            end.CancelAfter(TimeSpan.FromSeconds(seconds));
            await Task.WhenAll(shared.RunAsync(end.Token), own.RunAsync(end.Token), clients.RunAsync(end.Token));
            attacker?.Kill();
            isGood &= server.PeakMegabytes < MostMegabytes && shared.Within(ProbeMilliseconds) >= LeastShare && own.Within(ProbeMilliseconds) >= LeastShare;
            string[] row =
            [
                attack, Number(server.PeakMegabytes), $"{shared.Count + own.Count}", Percent(shared), Number(shared.Slowest), Percent(own), Number(own.Slowest),
                $"{clients.Answers}", $"{clients.Refused}", $"{clients.Cut}", Number(clients.Quantile(0.5)), Number(clients.Quantile(0.99)),
            ];
            table.AddRow(row);
            Console.Error.WriteLine(string.Join(" | ", row));
        }

        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(table);
        return isGood ? 0 : 1;

        static string Percent(Probe probe) => probe.Within(ProbeMilliseconds).ToString("0.00 %", CultureInfo.InvariantCulture);
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static Process Attacker(string attack, IPEndPoint address, int connections)
    {
        string[] own = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, typeof(Report).Assembly.Location]
            : [Environment.ProcessPath!];
        return Process.Start(new ProcessStartInfo("nice", ["-n", "19", .. own, "attacker", attack, address.ToString(), "--connections", $"{connections}"]))!;
    }
}

/// <summary>Asks for the service's health, each time on a new connection, as orchestrators do.</summary>
internal sealed class Probe(IPEndPoint address)
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(20), s_patience = TimeSpan.FromSeconds(5);

    private readonly List<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public double Slowest => _milliseconds.Max();

    public double Within(double milliseconds) => _milliseconds.Count(value => value <= milliseconds) / (double)Count;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            using var limit = new CancellationTokenSource(s_patience);
            var isHealthy = false;
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address, limit.Token);
                await socket.SendAsync("GET /healthz/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), limit.Token);
                var buffer = new byte[1024];
                var count = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
                isHealthy = buffer.AsSpan(0, count).StartsWith("HTTP/1.1 200"u8);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // It counts as one that took too long.
            }

            _milliseconds.Add(isHealthy ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : s_patience.TotalMilliseconds);
            await Task.Delay(s_period, CancellationToken.None);
        }
    }
}

/// <summary>A few clients of another address that send images on connections that they keep.</summary>
internal sealed class Honest(IPEndPoint address)
{
    private const int Clients = 4, ImageBytes = 3072;

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(10);

    private readonly List<double> _milliseconds = [];

    public int Answers => _milliseconds.Count;

    /// <summary>Answers of 429 or 503.</summary>
    public int Refused { get; private set; }

    /// <summary>Connections that ended before their answer.</summary>
    public int Cut { get; private set; }

    public double Quantile(double share) => Answers == 0 ? double.NaN : _milliseconds.Order().ElementAt((int)Math.Min(Answers - 1, share * Answers));

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskAsync(stop), CancellationToken.None)));

    private async Task AskAsync(CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync })
        {
            BaseAddress = new($"http://{address}"), Timeout = TimeSpan.FromSeconds(10),
        };
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            using var content = new ByteArrayContent(new byte[ImageBytes]);
            content.Headers.ContentType = new("application/octet-stream");
            try
            {
                using var answer = await client.PostAsync(new Uri("/predict", UriKind.Relative), content, CancellationToken.None);
                lock (_milliseconds)
                {
                    if (answer.StatusCode == HttpStatusCode.OK) _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    else Refused++;
                }
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                lock (_milliseconds) Cut++;
            }

            await Task.Delay(s_period, CancellationToken.None);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await socket.ConnectAsync(address, stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
