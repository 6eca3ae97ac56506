using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Freeze.Samples.Service.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Freeze.Hosting.Tests.Service;

/// <summary>Images are read within limits: of one request, of one client, and of the service; and decoded where no other request waits.</summary>
public sealed class IntakeTests
{
    private static readonly IPAddress s_first = IPAddress.Parse("192.0.2.1"), s_second = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void The_limit_is_everyones_and_a_share_one_clients()
    {
        var taken = new InFlight("pixels of images", limit: 100, share: 0.5);
        taken.Take(s_first, 60);
        var error = Assert.Throws<BusyException>(() => taken.Take(s_first, 1));
        Assert.Equal((429, "You have too many pixels of images under way; try again."), (error.Status, error.Message));
        error = Assert.Throws<BusyException>(() => taken.Take(s_second, 41));
        Assert.Equal((503, "The service has too many pixels of images in hand; try again."), (error.Status, error.Message));
        taken.Take(s_second, 40);
        Assert.Equal(100, taken.Total);
        taken.Return(s_first, 60);
        taken.Take(s_second, 10);
        Assert.Equal(429, Assert.Throws<BusyException>(() => taken.Take(s_second, 1)).Status);
        taken.Return(s_second, 50);
        Assert.Equal(0, taken.Total);
    }

    [Fact]
    public void A_request_gives_back_what_it_holds()
    {
        var (bytes, pixels) = (new InFlight("bytes", 1000, 1), new InFlight("pixels", 1000, 1));
        using (var room = new RequestRoom(bytes, pixels, s_first, maxPixels: 500))
        {
            room.TakeBytes(100);
            room.TakePixels(300);
            room.ReturnPixels(300);
            room.TakePixels(200);

            // Pixels that were decoded count for the request all the same.
            Assert.Equal(413, Assert.Throws<BadRequestException>(() => room.TakePixels(1)).Status);
            Assert.Equal((100, 200), (bytes.Total, pixels.Total));
        }

        Assert.Equal((0, 0), (bytes.Total, pixels.Total));
    }

    [Fact]
    public async Task Small_images_overtake_large_ones_for_a_while()
    {
        using var queue = new DecodeQueue(threads: 1, maxMemory: 100);
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        List<Task> tasks = [queue.RunAsync(1, 1, gate.Wait, default), queue.RunAsync(1000, 1, () => order.Add(1000), default)];
        tasks.Add(queue.RunAsync(10, 1, () => order.Add(10), default));

        // Each that is done brings the large one closer: of 300 that come one after the other, about a hundred go first.
        tasks.Add(Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++) await queue.RunAsync(10, 1, () => order.Add(0), default);
        }));
        gate.Set();
        await Task.WhenAll(tasks);
        Assert.True(order.IndexOf(10) < order.IndexOf(1000));
        Assert.True(order.IndexOf(1000) <= 102);
    }

    [Fact]
    public async Task Together_they_take_no_more_memory_than_the_limit()
    {
        using var queue = new DecodeQueue(threads: 4, maxMemory: 100);
        var (taken, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(1, 60).Select(i => queue.RunAsync(i, i % 50 + 1, () =>
        {
            var now = Interlocked.Add(ref taken, i % 50 + 1);
            InterlockedMax(ref most, now);
            Thread.Sleep(1);
            Interlocked.Add(ref taken, -(i % 50 + 1));
        }, default)));
        Assert.InRange(most, 1, 100);

        // One that alone takes more is not left to wait for ever.
        await queue.RunAsync(1, 1000, () => { }, default);

        static void InterlockedMax(ref int place, int value)
        {
            for (var seen = Volatile.Read(ref place); seen < value; seen = Volatile.Read(ref place))
                if (Interlocked.CompareExchange(ref place, value, seen) == seen) return;
        }
    }

    [Fact]
    public async Task Who_leaves_leaves_the_queue_and_errors_go_to_who_waits()
    {
        using var queue = new DecodeQueue(threads: 1, maxMemory: 100);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        using var gone = new CancellationTokenSource();
        var first = queue.RunAsync(1, 1, () => { begun.Set(); gate.Wait(); }, gone.Token);
        begun.Wait();
        var (ran, second) = (false, (Task?)null);
        second = queue.RunAsync(1, 1, () => ran = true, gone.Token);
        Assert.Equal(1, queue.Count);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(0, queue.Count);

        // What has begun is finished: its buffers are in use.
        Assert.False(first.IsCompleted);
        gate.Set();
        await first;
        await Assert.ThrowsAsync<FreezeException>(() => queue.RunAsync(1, 1, () => throw new FreezeException("broken"), default));
        await queue.RunAsync(1, 1, () => { }, default);
        Assert.False(ran);
    }

    [SkippableFact]
    public async Task The_threads_have_a_low_priority()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux: it reads /proc.");
        using var queue = new DecodeQueue(threads: 1, maxMemory: 1);
        var stat = "";
        await queue.RunAsync(1, 1, () => stat = File.ReadAllText("/proc/thread-self/stat"), default);

        // Behind the name, which may hold anything: state, ..., priority, niceness (fields 3 and 19).
        Assert.InRange(int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture), 10, 19);
    }

    [Fact]
    public async Task Beyond_the_limits_of_the_service_and_of_a_client_there_is_503_and_429()
    {
        await using var service = await RunningService.StartAsync("--Service:MaxPixels", "10000", "--Service:MaxPixelsInFlight", "10000", "--Service:MaxRequestPixels", "10000");
        var intake = service.Services.GetRequiredService<ImageIntake>();
        var png = Frames.Png(Frames.Rgb[0]);
        foreach (var (client, amount, status) in new[] { (s_first, 9000, 503), (IPAddress.Loopback, 4500, 429) })
        {
            intake.Pixels.Take(client, amount);
            using (var response = await service.PostAsync(png, "image/png"))
            {
                Assert.Equal(status, (int)response.StatusCode);
                Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
                Assert.Contains("pixels of images", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            intake.Pixels.Return(client, amount);
            await RunningService.AnswersAsync(await service.PostAsync(png, "image/png"));
        }

        intake.Bytes.Take(s_first, (48 << 20) - 100);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.PostRawAsync(0)).StatusCode);
        intake.Bytes.Return(s_first, (48 << 20) - 100);

        // 1,024 pixels each: ten of them are too many for one request.
        using var parts = new MultipartFormDataContent();
        for (var i = 0; i < 10; i++) parts.Add(new ByteArrayContent(png) { Headers = { ContentType = new("image/png") } }, $"image{i}");
        using var tooMany = await service.Client.PostAsync(new Uri("/predict", UriKind.Relative), parts);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooMany.StatusCode);
        Assert.Contains("more than 10000 pixels together", await tooMany.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (intake.Pixels.Total, intake.Bytes.Total));
    }

    [Fact]
    public async Task Probes_are_answered_while_every_thread_that_decodes_is_busy()
    {
        await using var service = await RunningService.StartAsync("--Service:DecodingThreads", "1");
        var intake = service.Services.GetRequiredService<ImageIntake>();
        using var gate = new ManualResetEventSlim();
        var busy = intake.Decoding.RunAsync(1, 1, gate.Wait, default);
        var waiting = Enumerable.Range(0, 16).Select(_ => service.PostAsync(Frames.Png(Frames.Rgb[0]), "image/png")).ToArray();
        for (var i = 0; i < 20; i++) Assert.Equal("Healthy", await service.GetAsync("/healthz/live"));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        gate.Set();
        await busy;
        foreach (var response in await Task.WhenAll(waiting))
            Assert.Equal([(Frames.Expected[0].Class, Frames.Expected[0].Exit)], await RunningService.AnswersAsync(response));
    }

    [Fact]
    public async Task Clients_that_leave_take_their_images_out_of_the_queue()
    {
        await using var service = await RunningService.StartAsync("--Service:DecodingThreads", "1");
        var intake = service.Services.GetRequiredService<ImageIntake>();
        using var gate = new ManualResetEventSlim();
        var busy = intake.Decoding.RunAsync(1, 1, gate.Wait, default);
        using (var gone = new CancellationTokenSource())
        {
            using var content = new ByteArrayContent(Frames.Png(Frames.Rgb[0])) { Headers = { ContentType = new("image/png") } };
            var leaving = service.Client.PostAsync(new Uri("/predict", UriKind.Relative), content, gone.Token);
            while (intake.Decoding.Count == 0) await Task.Delay(5);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        }

        while (intake.Decoding.Count > 0 || intake.Pixels.Total > 0 || intake.Bytes.Total > 0) await Task.Delay(5);
        gate.Set();
        await busy;
    }

    [Theory]
    [InlineData("?width=1&height=65537", 3 * 65537, "1 x 65537 pixels, more than the limit of 16777216 pixels or 65536 a side")]
    [InlineData("?width=65536&height=257", 30, "65536 x 257 pixels, more than the limit")]
    public async Task Raw_pixels_have_the_limits_of_files(string query, int bytes, string detail)
    {
        await using var service = await RunningService.StartAsync();
        using var response = await service.PostAsync(new byte[bytes], "application/octet-stream", query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(detail, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_without_a_length_are_read_within_the_limit()
    {
        await using var service = await RunningService.StartAsync("--Service:MaxBodyBytes", "100000");
        foreach (var (length, status) in new[] { (3072 * 30, HttpStatusCode.OK), (100_001, HttpStatusCode.RequestEntityTooLarge) })
        {
            using var content = new StreamContent(new Unseekable(new byte[length])) { Headers = { ContentType = new("application/octet-stream") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = content, Headers = { TransferEncodingChunked = true } };
            Assert.Equal(status, (await service.Client.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task A_body_that_never_ends_is_cut_off()
    {
        await using var service = await RunningService.StartAsync("--Service:BodyTimeout", "00:00:00.2");
        foreach (var type in new[] { "application/octet-stream", "multipart/form-data; boundary=x" })
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(service.Address.Host, service.Address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: {type}\r\nContent-Length: 3072\r\n\r\nx"));
            var answer = new byte[4096];
            var count = await socket.ReceiveAsync(answer.AsMemory());
            Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
        }

        while (service.Services.GetRequiredService<ImageIntake>().Bytes.Total > 0) await Task.Delay(5);
    }

    [Theory]
    [InlineData("", 100_000, "content type ''")]
    [InlineData("Content-Type: multipart/mixed; boundary=y\r\n", 1, "content type 'multipart/mixed'")]
    [InlineData("Content-Type: application/octet-stream\r\n", 100_000, "Part 1 has 0 bytes")]
    [InlineData("Content-Type: image/png\r\n", 100_000, "Part 1: this is not an image (the file is empty")]
    public async Task Parts_that_are_no_images_end_the_request(string header, int parts, string detail)
    {
        await using var service = await RunningService.StartAsync();
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"--x\r\n{header}\r\n\r\n", parts)) + "--x--\r\n");
        using var response = await service.PostAsync(body, "multipart/form-data; boundary=x");
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType });
        Assert.Contains(detail.Replace("'", "\\u0027", StringComparison.Ordinal), await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
