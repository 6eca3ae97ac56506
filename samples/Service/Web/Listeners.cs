using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Freeze.Samples.Service.Web;

/// <summary>What a listener is for; a request finds it among its features.</summary>
internal enum Listener
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Health probes alone: nothing that fills the others can keep them out.</summary>
    Health,

    /// <summary>The Unix socket for the service's own user.</summary>
    Admin,
}

/// <summary>Where the service listens, and the gates that connections go through.</summary>
internal sealed class Listeners(ServiceOptions options)
{
    private const int TcpLevel = 6, TcpUserTimeout = 18, SendBufferBytes = 64 << 10, Backlog = 4096, FewConnections = 64;

    private readonly string _socketPath = options.AdminSocket.Length == 0 ? "" : Path.GetFullPath(options.AdminSocket);
    private readonly ConnectionGate _few = new(FewConnections, TimeProvider.System), _fewAdmins = new(FewConnections, TimeProvider.System);

    /// <summary>The gate of all listeners that serve everything.</summary>
    public ConnectionGate Gate { get; } = new(options.MaxConnections, TimeProvider.System);

    public void Configure(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var urls = configuration["urls"];
        string[] extra = [.. new[] { options.HealthUrl, _socketPath.Length > 0 ? "http://unix:" + _socketPath : "" }.Where(url => url.Length > 0)];
        if (extra.Length > 0)
        {
            if (configuration.GetSection("Kestrel:Endpoints").Exists())
                throw new FreezeException("Service: HealthUrl and AdminSocket go with urls, not with Kestrel:Endpoints.");
            if (string.IsNullOrEmpty(urls))
            {
                var ports = configuration["http_ports"] is { Length: > 0 } list ? list.Split(';') : [];
                urls = ports.Length > 0 ? string.Join(';', ports.Select(port => "http://*:" + port)) : "http://localhost:5000";
            }
        }

        if (!string.IsNullOrEmpty(urls)) builder.WebHost.UseUrls([.. urls.Split(';'), .. extra]);
        builder.Services.Configure<SocketTransportOptions>(sockets => (sockets.Backlog, sockets.CreateBoundListenSocket) = (Backlog, Bind));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(Protect));
    }

    /// <summary>Answers what the request's listener is for, and 404 for the rest.</summary>
    public static Task RouteAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        var isServed = context.Features.Get<GatedConnection>()?.Listener switch
        {
            Listener.Health => path.StartsWithSegments("/healthz"),
            Listener.Admin => path.StartsWithSegments("/healthz") || path.StartsWithSegments("/admin"),
            _ => true,
        };
        return isServed ? next(context) : Problems.WriteAsync(context, StatusCodes.Status404NotFound, null);
    }

    private void Protect(ListenOptions listen)
    {
        // Streams of HTTP/2 would be as many clients behind one connection; without TLS, browsers and probes speak HTTP/1.1 anyway.
        listen.Protocols = HttpProtocols.Http1;
        var listener = listen.SocketPath is { } path && path == _socketPath ? Listener.Admin : IsHealth(listen.IPEndPoint) ? Listener.Health : Listener.All;
        var gate = listener switch { Listener.Health => _few, Listener.Admin => _fewAdmins, _ => Gate };
        listen.Use(next => context => gate.ServeAsync(context, listener, next));
    }

    private bool IsHealth(IPEndPoint? end)
    {
        if (end is null || options.HealthUrl.Length == 0) return false;
        var health = BindingAddress.Parse(options.HealthUrl);
        return end.Port == health.Port && (!IPAddress.TryParse(health.Host, out var address) || address.Equals(end.Address));
    }

    private Socket Bind(EndPoint end)
    {
        var isOwn = end is UnixDomainSocketEndPoint && end.ToString() == _socketPath;
        if (isOwn) RemoveStale(_socketPath);
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(end);

        // Before it listens, so that there is no moment in which others may connect.
        if (isOwn && !OperatingSystem.IsWindows()) File.SetUnixFileMode(_socketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (end is not IPEndPoint) return socket;

        // Connections inherit both. Answers are small: what a client does not take is not to fill megabytes of the kernel's memory, and where it
        // takes nothing for a while the kernel ends the connection.
        socket.SendBufferSize = SendBufferBytes;
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)(2 * options.SlowGrace).TotalMilliseconds));
        return socket;
    }

    // A service that was killed leaves its socket behind.
    private static void RemoveStale(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 }) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }
}
