using System.Net;
using System.Net.Sockets;
using System.Text;
using Freeze.Hosting.Tests.Service;
using Freeze.Samples.Quickstart;
using Freeze.Samples.Service;
using Freeze.Samples.Service.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Freeze.Hosting.Tests.Attacks;

/// <summary>Clients that take places, bytes and connections leave room for others.</summary>
public sealed class AdmissionTests
{
    private static readonly byte[] s_image = new byte[48];

    [Fact]
    public async Task Places_are_answered_with_429_to_who_has_most_of_them_and_503_to_others()
    {
        var gate = new TaskCompletionSource();
        await using var service = await ScriptedAsync(gate, "--Service:MaxConcurrency", "4", "--Service:ClientShare", "0.75");
        using var other = From("127.0.0.2", service);
        var waiting = Enumerable.Range(0, 3).Select(_ => AskAsync(service.Client)).ToList();
        await UntilAsync(service, 3);

        // Three of four places are all that one client gets.
        using (var own = await AskAsync(service.Client)) Assert.Equal(HttpStatusCode.TooManyRequests, own.StatusCode);
        waiting.Add(AskAsync(other));
        await UntilAsync(service, 4);
        using (var full = await AskAsync(other))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), full.Headers.RetryAfter?.Delta);
        }

        gate.SetResult();
        foreach (var answer in waiting) Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        await UntilAsync(service, 0);
    }

    [Fact]
    public async Task Images_of_one_client_are_bounded_before_they_are_queued()
    {
        var gate = new TaskCompletionSource();
        await using var service = await ScriptedAsync(gate, "--Service:MaxImagesPerClient", "4");
        var first = AskAsync(service.Client, 3);
        await UntilAsync(service, 1);
        using (var second = await AskAsync(service.Client, 2)) Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        var third = AskAsync(service.Client, 1);
        await UntilAsync(service, 2);
        gate.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await third).StatusCode);
    }

    [Fact]
    public async Task Slow_bodies_hold_no_place()
    {
        await using var service = await RunningService.StartAsync("--Service:MaxConcurrency", "1", "--Service:SlowGrace", "00:01:00");
        var slow = new List<Socket>();
        for (var i = 0; i < 50; i++)
        {
            slow.Add(await ConnectAsync(service, "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 3072\r\n\r\nx"));
            using var answer = await service.PostRawAsync(i);
            Assert.Equal([(Frames.Expected[i].Class, Frames.Expected[i].Exit)], await RunningService.AnswersAsync(answer));
        }

        // They are served when they are done.
        await slow[0].SendAsync(Frames.Rgb[0].AsMemory(1));
        Assert.StartsWith("HTTP/1.1 200", await ReadAsync(slow[0]), StringComparison.Ordinal);
        foreach (var socket in slow) socket.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Slow_bodies_give_way_where_bytes_run_out(bool isChunked)
    {
        await using var service = await RunningService.StartAsync(
            "--Service:MaxBodyBytes", "40000", "--Service:MaxBufferedBytes", "40000", "--Service:SlowGrace", "00:01:00");
        var admission = service.Services.GetRequiredService<Admission>();
        var head = "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n";
        var body = new string('x', 39_000);
        using var slow = await ConnectAsync(
            service, isChunked ? $"{head}Transfer-Encoding: chunked\r\n\r\n9858\r\n{body}" : $"{head}Content-Length: 39500\r\n\r\n{body}");
        for (var i = 0; i < 1000 && admission.UnderWay.Bytes < 39_000; i++) await Task.Delay(10);
        Assert.InRange(admission.UnderWay.Bytes, 39_000, 40_000);

        // The first second is for those who are merely in the middle of sending.
        HttpStatusCode status;
        do
        {
            using var answer = await service.PostRawAsync(0);
            status = answer.StatusCode;
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{status}");
        }
        while (status != HttpStatusCode.OK);
        Assert.StartsWith("HTTP/1.1 503", await ReadAsync(slow), StringComparison.Ordinal);
        for (var i = 0; i < 1000 && admission.UnderWay.Bytes > 0; i++) await Task.Delay(10);
        Assert.Equal((0, 0L), admission.UnderWay);
    }

    [Fact]
    public async Task Bodies_of_all_kinds_are_received_whole()
    {
        await using var service = await RunningService.StartAsync();
        foreach (var isChunked in new[] { false, true })
        {
            using var content = new ByteArrayContent([.. Frames.Rgb.Take(64).SelectMany(rgb => rgb)]) { Headers = { ContentType = new("application/octet-stream") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = content };
            request.Headers.TransferEncodingChunked = isChunked;
            using var response = await service.Client.SendAsync(request);
            Assert.Equal(Frames.Expected.Take(64).Select(p => (p.Class, p.Exit)), await RunningService.AnswersAsync(response));
        }
    }

    [Fact]
    public async Task More_connections_than_there_may_be_leave_a_client_served()
    {
        await using var service = await RunningService.StartAsync("--Service:MaxConnections", "32");
        var gate = service.Services.GetRequiredService<Listeners>().Gate;
        var idle = new List<Socket>();
        for (var i = 0; i < 200; i++)
        {
            // Nothing, half a head, a head without its body.
            var head = "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 3072\r\n\r\n";
            idle.Add(await ConnectAsync(service, (i % 3) switch { 0 => "", 1 => head[..40], _ => head }));
            using var answer = await service.PostRawAsync(i % Frames.Count);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("Healthy", await service.GetAsync("/healthz/live"));
        }

        Assert.InRange(gate.Count, 1, 32);
        Assert.True(gate.Closed >= 200 - 32, $"{gate.Closed} connections gave way");
        foreach (var socket in idle) socket.Dispose();
    }

    [Fact]
    public async Task Pages_that_take_nothing_are_dropped_and_no_client_has_them_all()
    {
        await using var service = await RunningService.StartAsync("--Service:MaxWatchers", "6", "--Service:SlowGrace", "00:00:01.1");
        var watchers = service.Services.GetRequiredService<Samples.Service.Live.Watchers>();
        var silent = new List<Socket>();
        for (var i = 0; i < 3; i++) silent.Add(await ConnectAsync(service, "GET /live HTTP/1.1\r\nHost: x\r\n\r\n", receiveBytes: 2048));
        for (var i = 0; i < 1000 && watchers.Count < 3; i++) await Task.Delay(10);
        using (var fourth = await service.Client.GetAsync(new Uri("/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(HttpStatusCode.TooManyRequests, fourth.StatusCode);

        // Their buffers fill, and then they have a while.
        for (var i = 0; i < 6000 && watchers.Count > 0; i++) await Task.Delay(10);
        Assert.Equal(0, watchers.Count);
        using var page = await service.Client.GetAsync(new Uri("/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        foreach (var socket in silent) socket.Dispose();
    }

    [Fact]
    public async Task Names_of_streams_are_short_and_plain()
    {
        await using var service = await RunningService.StartAsync("--Freeze:MaxStreams", "10");
        using (var tab = await AskAsync(service, "a\tb")) Assert.Equal(HttpStatusCode.BadRequest, tab.StatusCode);
        using (var escape = await AskAsync(service, "a\u001b[31m")) Assert.Equal(HttpStatusCode.BadRequest, escape.StatusCode);
        using (var two = await AskAsync(service, "a", "b")) Assert.Equal(HttpStatusCode.BadRequest, two.StatusCode);
        using (var much = await AskAsync(service, new string('x', 129))) Assert.Equal(HttpStatusCode.BadRequest, much.StatusCode);
        using (var good = await AskAsync(service, new string('x', 128))) Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        using var huge = await ConnectAsync(service, $"POST /predict HTTP/1.1\r\nHost: x\r\nX-Stream-Id: {new string('x', 20_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", await ReadAsync(huge), StringComparison.Ordinal);
        for (var i = 0; i < 100; i++)
        {
            using var answer = await service.PostRawAsync(0, $"camera {i}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(10, service.Service.Snapshot().Streams);
        await Assert.ThrowsAsync<FreezeException>(async () => await service.Service.PredictAsync(Frames.Rgb[0], 32, 32, new string('x', 257)));

        static async Task<HttpResponseMessage> AskAsync(RunningService service, params string[] names)
        {
            using var content = new ByteArrayContent(Frames.Rgb[0]) { Headers = { ContentType = new("application/octet-stream") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = content };
            foreach (var name in names) request.Headers.TryAddWithoutValidation("X-Stream-Id", name);
            if (names.Length < 2) return await service.Client.SendAsync(request);

            // The client joins them to one.
            using var socket = await ConnectAsync(service, "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                + string.Concat(names.Select(name => $"X-Stream-Id: {name}\r\n")) + "\r\n");
            return new((HttpStatusCode)int.Parse((await ReadAsync(socket))[9..12], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static Task<RunningService> ScriptedAsync(TaskCompletionSource gate, params string[] settings) => RunningService.StartAsync(
        services => services.AddModel<Conveyor>().AddSingleton<IClassifier>(new ScriptedClassifier(async () =>
        {
            await gate.Task;
            return new Prediction(1, "late", Prediction.End, 1, false, 0);
        })),
        settings);

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, int images = 1)
    {
        using var content = new ByteArrayContent([.. Enumerable.Repeat(s_image, images).SelectMany(image => image)]) { Headers = { ContentType = new("application/octet-stream") } };
        return await client.PostAsync(new Uri(ScriptedClassifier.Path, UriKind.Relative), content);
    }

    private static async Task UntilAsync(RunningService service, int requests)
    {
        var admission = service.Services.GetRequiredService<Admission>();
        for (var i = 0; i < 2000 && admission.UnderWay.Requests != requests; i++) await Task.Delay(10);
        Assert.Equal(requests, admission.UnderWay.Requests);
    }

    // Linux answers all of 127.0.0.0/8.
    private static HttpClient From(string address, RunningService service) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(service.Address.Host, service.Address.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = service.Address,
    };

    private static async Task<Socket> ConnectAsync(RunningService service, string request, int receiveBytes = 0)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (receiveBytes > 0) socket.ReceiveBufferSize = receiveBytes;
        await socket.ConnectAsync(service.Address.Host, service.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer.AsMemory(), limit.Token));
    }
}
