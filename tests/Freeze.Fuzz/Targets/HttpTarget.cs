using System.Text;
using System.Text.Json;
using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;
using Freeze.Samples.Quickstart;
using Freeze.Samples.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Requests to the sample service, which runs whole in this process but for its sockets: a line with the query, lines of headers, an empty line
/// and the body of a POST to /predict. What is not the client's fault (500) is harm, and so is an answer that does not come.
/// </summary>
internal sealed class HttpTarget : FuzzTarget, IDisposable
{
    private static readonly byte[][] s_words = [.. ((string[])
    [
        "?width=", "&height=", "Content-Type: ", "Content-Length: ", "Transfer-Encoding: chunked", "X-Stream-Id: ", "image/jpeg",
        "image/png", "application/octet-stream", "multipart/form-data; boundary=", "------parts", "------parts--", "\r\n\r\n", "Content-Disposition: form-data",
        "Expect: 100-continue", "; charset=utf-16",
    ]).Select(Encoding.ASCII.GetBytes)];

    private readonly Errors _errors = new();
    private WebApplication? _app;

    public override string Name => "http";

    public override int Runs => 4_000;

    public override IReadOnlyList<byte[]> Words => s_words;

    public override IEnumerable<byte[]> Seeds => HttpSeeds.All;

    public override byte[] Make(Random random) => Bytes.Damage(random, random.Of(HttpSeeds.All), s_words);

    public override void Run(byte[] input, string folder)
    {
        var server = (TestServer)(_app ??= Start()).Services.GetRequiredService<IServer>();
        _errors.Last = null;
        var (query, headers, body) = Parse(input);
        var answer = server.SendAsync(context => Fill(context.Request, query, headers, body)).GetAwaiter().GetResult();
        var text = new StreamReader(answer.Response.Body).ReadToEnd();
        switch (answer.Response.StatusCode)
        {
            case 200: return;
            case >= 500 when answer.Response.StatusCode != 503: throw new HarmException("crash", $"{text}: {_errors.Last}");
            default:
                using (var problem = JsonDocument.Parse(text))
                    throw new FreezeException($"{answer.Response.StatusCode} {problem.RootElement.GetProperty("detail").GetString()}");
        }
    }

    public void Dispose() => (_app as IDisposable)?.Dispose();

    private static (string Query, List<(string Name, string Value)> Headers, byte[] Body) Parse(byte[] input)
    {
        var (query, headers, at) = ("", new List<(string, string)>(), 0);
        for (var line = 0; at < input.Length; line++)
        {
            var end = Array.IndexOf(input, (byte)'\n', at);
            if (end < 0) end = input.Length;
            var text = Encoding.Latin1.GetString(input, at, end - at);
            at = Math.Min(end + 1, input.Length);
            if (line == 0) query = text;
            else if (text.Length == 0) break;
            else if (text.Split(':', 2) is [var name, var value] && name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-'))
                headers.Add((name, string.Concat(value.Trim().Where(c => c is >= ' ' and < '\x7F'))));
        }

        return (query, headers, input[at..]);
    }

    private static void Fill(HttpRequest request, string query, List<(string Name, string Value)> headers, byte[] body)
    {
        (request.Method, request.Scheme, request.Host, request.Path) = ("POST", "http", new("localhost"), "/predict");
        request.QueryString = query.StartsWith('?') ? new(query) : QueryString.Empty;
        foreach (var (name, value) in headers) request.Headers[name] = value;

        // Kestrel refuses lengths that are none before anything else sees them; without a length a body comes in chunks.
        if (request.ContentLength is null or < 0) request.Headers.ContentLength = null;
        request.Body = new ClientBody(body, request.ContentLength);
    }

    private WebApplication Start()
    {
        var models = Path.Combine(AppContext.BaseDirectory, "models");
        string[] settings = ["--model", models, "--Freeze:AuditShare", "0", "--Logging:LogLevel:Default", "Error"];
        var app = ServiceApp.Build(settings, services => services
            .AddModel<Conveyor>().AddSingleton<IServer, TestServer>().AddSingleton<ILoggerProvider>(_errors));
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    }

    /// <summary>A body as Kestrel hands it on: it ends at its length, and a client that sends less is gone.</summary>
    private sealed class ClientBody(byte[] body, long? length)
        : MemoryStream(body, 0, (int)Math.Min(body.Length, length ?? body.Length), writable: false)
    {
        public override int Read(Span<byte> buffer) => Checked(base.Read(buffer), buffer.Length);

        public override int Read(byte[] buffer, int offset, int count) => Checked(base.Read(buffer, offset, count), count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(buffer, offset, count));

        private int Checked(int read, int wanted) => read == 0 && wanted > 0 && length > Length
            ? throw new BadHttpRequestException("Unexpected end of request content.")
            : read;
    }

    /// <summary>Keeps what the service logs as its own fault.</summary>
    private sealed class Errors : ILoggerProvider, ILogger
    {
        public string? Last { get; set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Last = $"{formatter(state, exception)} {exception}";
        }

        public void Dispose()
        {
        }
    }
}
