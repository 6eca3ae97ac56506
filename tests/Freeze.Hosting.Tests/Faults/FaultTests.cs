using System.Net;
using System.Net.Sockets;
using System.Text;
using Freeze.Hosting.Tests.Service;

namespace Freeze.Hosting.Tests.Faults;

/// <summary>Clients that misbehave harm nobody but themselves.</summary>
public sealed class FaultTests
{
    private static readonly string s_head = $"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: {Frames.Rgb[0].Length}\r\n\r\n";

    [Fact]
    public async Task A_slow_client_gets_408_while_others_are_served()
    {
        await using var service = await RunningService.StartAsync("--Service:SlowGrace", "00:00:01.1", "--Service:SlowestBytesPerSecond", "1000");
        using var slow = await ConnectAsync(service, s_head + "x");
        var answer = ReadAsync(slow);
        for (var i = 0; i < 20; i++) await ExpectAsync(service, i);
        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
        Assert.Equal(20, service.Service.Snapshot().Accepted);
    }

    [Fact]
    public async Task Cut_connections_leave_nothing_behind()
    {
        await using var service = await RunningService.StartAsync("--Service:MaxConcurrency", "8");
        for (var i = 0; i < 100; i++)
        {
            // In the head, in the body, and right after a whole request.
            var body = new string('x', Frames.Rgb[0].Length);
            var request = (i % 3) switch { 0 => s_head[..60], 1 => s_head + body[..1000], _ => s_head + body };
            using var socket = await ConnectAsync(service, request);
            socket.LingerState = new LingerOption(true, 0);
        }

        for (var i = 0; i < 32; i++)
        {
            // A request that was cut may hold its place for a moment longer.
            HttpResponseMessage response;
            while ((response = await service.PostRawAsync(i)).StatusCode == HttpStatusCode.TooManyRequests) await Task.Delay(5);
            Assert.Equal([(Frames.Expected[i].Class, Frames.Expected[i].Exit)], await RunningService.AnswersAsync(response));
        }

        var snapshot = service.Service.Snapshot();
        Assert.Equal((snapshot.Accepted, 0), (snapshot.Answered, snapshot.Failed));
    }

    [Fact]
    public async Task A_thousand_malformed_images_are_a_thousand_times_400()
    {
        await using var service = await RunningService.StartAsync();
        var random = new Random(7);
        byte[][] good = [Frames.Png(Frames.Rgb[0]), Frames.Jpeg(Frames.Rgb[0])];
        var (refused, decoded) = (0, 0);
        for (var i = 0; i < 1000; i++)
        {
            var (file, type) = (good[i % 2].ToArray(), i % 2 == 0 ? "image/png" : "image/jpeg");
            if (i % 4 < 2) Array.Resize(ref file, random.Next(file.Length - 2));
            else for (var flip = 0; flip < 20; flip++) file[random.Next(file.Length)] ^= (byte)random.Next(1, 256);
            using var response = await service.PostAsync(file, type);

            // A flipped bit may leave a picture, with other pixels; a cut file never does.
            if (i % 4 >= 2 && response.StatusCode == HttpStatusCode.OK) decoded++;
            else
            {
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                refused++;
            }
        }

        Assert.Equal(1000, refused + decoded);
        Assert.True(refused >= 500, $"{refused} of 1000 were refused");
        await ExpectAsync(service, 0);
        var snapshot = service.Service.Snapshot();
        Assert.Equal((decoded + 1, 0), (snapshot.Answered, snapshot.Failed));
    }

    private static async Task ExpectAsync(RunningService service, int frame) => Assert.Equal(
        [(Frames.Expected[frame].Class, Frames.Expected[frame].Exit)], await RunningService.AnswersAsync(await service.PostRawAsync(frame)));

    private static async Task<Socket> ConnectAsync(RunningService service, string request)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service.Address.Host, service.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer.AsMemory(), limit.Token));
    }
}
