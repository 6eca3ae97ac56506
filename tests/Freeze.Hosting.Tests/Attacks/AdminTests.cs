using System.Net;
using System.Net.Sockets;
using Freeze.Hosting.Tests.Service;

namespace Freeze.Hosting.Tests.Attacks;

/// <summary>Who may reload the model, and what pages of other sites may not do.</summary>
public sealed class AdminTests
{
    private const string Token = TokenFile.Usual;

    [Fact]
    public async Task It_is_off_unless_it_is_configured()
    {
        await using var service = await RunningService.StartAsync();
        using var response = await ReloadAsync(service.Client, Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Service:AdminTokenFile", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, service.Service.Model.Generation);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("another-token-of-a-test-01234", HttpStatusCode.Unauthorized)]
    [InlineData(Token + "x", HttpStatusCode.Unauthorized)]
    [InlineData(Token, HttpStatusCode.OK)]
    public async Task It_takes_the_token(string? token, HttpStatusCode status)
    {
        await using var service = await StartAsync();
        using var response = await ReloadAsync(service.Client, token);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? 2 : 1, service.Service.Model.Generation);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "evil")]
    [InlineData("Host", "192.0.2.1:80")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Host", "localhost.evil.example:8080")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Foreign_hosts_and_origins_are_refused_even_with_the_token(string header, string value)
    {
        await using var service = await StartAsync();
        using var response = await ReloadAsync(service.Client, Token, header, value);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(1, service.Service.Model.Generation);
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "freeze", HttpStatusCode.OK)]
    [InlineData("Host", "freeze.default.svc", HttpStatusCode.OK)]
    [InlineData("Host", "named.example:8080", HttpStatusCode.OK)]
    [InlineData("Host", "a.wild.example", HttpStatusCode.OK)]
    [InlineData("Host", "awild.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "192.0.2.1:80", HttpStatusCode.OK)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    public async Task Predictions_are_for_names_that_are_the_services(string header, string value, HttpStatusCode status)
    {
        await using var service = await RunningService.StartAsync("--Service:AllowedHosts", "named.example; *.wild.example");
        using var content = new ByteArrayContent(Frames.Rgb[0]) { Headers = { ContentType = new("application/octet-stream") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = content };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await service.Client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_page_of_the_services_own_may_ask()
    {
        await using var service = await StartAsync();
        using var response = await ReloadAsync(service.Client, Token, "Origin", service.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task One_reload_at_a_time()
    {
        await using var service = await StartAsync();
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var before = service.Service.Model.Generation;
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReloadAsync(service.Client, Token)));
            var loaded = answers.Count(answer => answer.StatusCode == HttpStatusCode.OK);
            Assert.Equal(8, loaded + answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null));
            Assert.Equal(before + loaded, service.Service.Model.Generation);
            foreach (var answer in answers) answer.Dispose();
            if (loaded < 8) return;
        }

        Assert.Fail("eight reloads at once never met");
    }

    [SkippableFact]
    public async Task The_socket_takes_no_token_and_serves_nothing_else()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs Unix sockets with permissions");
        var folder = Directory.CreateTempSubdirectory("freeze-socket-").FullName;
        var path = Path.Combine(folder, "admin.sock");

        // A service that was killed has left its socket.
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) dead.Bind(new UnixDomainSocketEndPoint(path));
        await File.WriteAllBytesAsync(path, []);
        await using (var service = await RunningService.StartAsync("--Service:AdminSocket", path))
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, stop) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var client = new HttpClient(handler) { BaseAddress = new("http://localhost") };
            using var reloaded = await ReloadAsync(client, token: null);
            Assert.Equal(HttpStatusCode.OK, reloaded.StatusCode);
            using var foreign = await ReloadAsync(client, token: null, "Host", "evil.example");
            Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
            using var metrics = await client.GetAsync(new Uri("/metrics", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);

            // Elsewhere it takes a token, of which there is none.
            using var other = await ReloadAsync(service.Client, token: "");
            Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
            Assert.Equal(2, service.Service.Model.Generation);
        }

        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public async Task Health_has_an_address_of_its_own()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a second address of this machine");
        await using var service = await RunningService.StartAsync("--Service:HealthUrl", "http://127.0.0.2:0");
        var health = service.Urls.Single(url => url.Host == "127.0.0.2");
        using var client = new HttpClient { BaseAddress = health };
        foreach (var path in new[] { "/healthz", "/healthz/live", "/healthz/ready" })
            Assert.Equal("Healthy", await client.GetStringAsync(new Uri(path, UriKind.Relative)));
        foreach (var path in new[] { "/", "/metrics", "/live", "/predict" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        Assert.Equal("Healthy", await service.GetAsync("/healthz"));
    }

    [Theory]
    [InlineData("--Service:AdminToken", Token, "on the command line")]
    [InlineData("--Service:AdminTokenFile", "/nowhere/token", "/nowhere/token")]
    [InlineData("--Service:AdminTokenFile", "SHORT", "5 characters")]
    [InlineData("--Service:MaxConnectionz", "5", "Service:MaxConnectionz is no setting; there are: MaxBodyBytes")]
    [InlineData("--Service:MaxBufferedBytes", "5", "at least MaxBodyBytes")]
    [InlineData("--Service:HealthUrl", "8081", "such as http://*:8081")]
    public async Task Wrong_settings_end_the_start(string name, string value, string message)
    {
        using var file = new TokenFile("short");
        var error = await Assert.ThrowsAsync<FreezeException>(() => RunningService.StartAsync(name, value == "SHORT" ? file.Path : value));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<RunningService> StartAsync()
    {
        using var file = new TokenFile(Token + "\n");
        return await RunningService.StartAsync("--Service:AdminTokenFile", file.Path);
    }

    private static async Task<HttpResponseMessage> ReloadAsync(HttpClient client, string? token, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/reload");
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        return await client.SendAsync(request);
    }
}
