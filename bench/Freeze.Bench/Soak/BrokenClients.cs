using System.Net.Sockets;
using System.Text;

namespace Freeze.Bench.Soak;

/// <summary>Clients that break off: in the headers, in the body, or before they have read the answer.</summary>
internal sealed class BrokenClients(Uri address, byte[] body)
{
    private long _count;

    /// <summary>Connections that were broken off.</summary>
    public long Count => Interlocked.Read(ref _count);

    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            try
            {
                await BreakOffAsync(i % 4);
                Interlocked.Increment(ref _count);
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                // The service may break off first.
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    private async Task BreakOffAsync(int way)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // Closed with a reset instead of an end.
        if (way % 2 == 1) socket.LingerState = new LingerOption(true, 0);
        await socket.ConnectAsync(address.Host, address.Port);
        var headers = $"POST /predict HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {Picture.Raw}\r\nContent-Length: {body.Length}\r\n";
        var sent = way switch
        {
            0 => Encoding.ASCII.GetBytes(headers),
            1 => [.. Encoding.ASCII.GetBytes(headers + "\r\n"), .. body.AsSpan(0, body.Length / 2)],
            2 => [.. Encoding.ASCII.GetBytes(headers + "\r\n"), .. body],
            _ => Encoding.ASCII.GetBytes("nonsense\r\n\r\n"),
        };
        await socket.SendAsync(sent);
    }
}
