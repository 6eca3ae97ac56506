using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// Bounds how many connections are open, and shares them out: where there are too many, idle ones of the client that has the most give way, so
/// that a client with thousands of them does not keep others out. Connections for which the service is at work stay.
/// </summary>
/// <param name="capacity">Connections that are open at most.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionGate(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientAddress, HashSet<ClientConnection>> _clients = [];
    private int _count;
    private long _closed;

    /// <summary>Connections that are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Connections that gave way to others, or found no room.</summary>
    public long Closed => Interlocked.Read(ref _closed);

    /// <summary>Serves a connection, as a part of Kestrel's chain.</summary>
    public async Task ServeAsync(ConnectionContext context, Listener listener, ConnectionDelegate next)
    {
        var reason = new ConnectionAbortedException("Too many connections are open.");
        if (Open(ClientAddress.Of(context.RemoteEndPoint), () => context.Abort(reason)) is not { } connection)
        {
            context.Abort(reason);
            return;
        }

        context.Features.Set(new GatedConnection(this, connection, listener));
        try
        {
            await next(context);
        }
        finally
        {
            Leave(connection);
        }
    }

    /// <summary>Lets a connection in; null where there is no room that another could give.</summary>
    public ClientConnection? Open(ClientAddress client, Action close)
    {
        List<ClientConnection> victims = [];
        ClientConnection? connection = null;
        lock (_lock)
        {
            // Several at once: choosing them costs as much as choosing one.
            if (_count >= capacity) victims = Choose(_count - capacity + Math.Max(1, capacity / 64));
            if (_count < capacity)
            {
                connection = new(client, close, time.GetTimestamp());
                if (!_clients.TryGetValue(client, out var own)) _clients.Add(client, own = []);
                own.Add(connection);
                _count++;
            }
        }

        Interlocked.Add(ref _closed, victims.Count + (connection is null ? 1 : 0));
        foreach (var victim in victims) victim.Close();
        return connection;
    }

    /// <summary>The connection has ended.</summary>
    public void Leave(ClientConnection connection)
    {
        lock (_lock) Remove(connection);
    }

    /// <summary>A request begins or ends.</summary>
    public void Mark(ClientConnection connection, bool isBusy)
    {
        lock (_lock)
        {
            connection.IsServed |= !isBusy;
            (connection.IsBusy, connection.Since) = (isBusy, time.GetTimestamp());
        }
    }

    /// <summary>The service begins (1) or ends (-1) to work for the connection.</summary>
    public void Hold(ClientConnection connection, int change)
    {
        lock (_lock) connection.Holds += change;
    }

    private List<ClientConnection> Choose(int wanted)
    {
        var second = time.GetTimestamp() - time.TimestampFrequency;
        var order = new PriorityQueue<(int Count, Queue<ClientConnection> Idle), (int, (int, long))>();
        foreach (var own in _clients.Values)
        {
            var rest = own.Where(connection => connection.Rank(second) is not null).OrderBy(connection => connection.Rank(second)!.Value);
            Add(own.Count, new(rest));
        }

        var victims = new List<ClientConnection>(wanted);
        while (victims.Count < wanted && order.TryDequeue(out var client, out _))
        {
            var victim = client.Idle.Dequeue();
            victims.Add(victim);
            Add(client.Count - 1, client.Idle);
        }

        foreach (var victim in victims) Remove(victim);
        return victims;

        // The client with the most first; among equals, the one with the connection of the least use.
        void Add(int count, Queue<ClientConnection> rest)
        {
            if (rest.TryPeek(out var first)) order.Enqueue((count, rest), (-count, first.Rank(second)!.Value));
        }
    }

    private void Remove(ClientConnection connection)
    {
        if (!_clients.TryGetValue(connection.Client, out var own) || !own.Remove(connection)) return;
        _count--;
        if (own.Count == 0) _clients.Remove(connection.Client);
    }
}

/// <summary>A connection and the gate that let it in: what a request finds among its features.</summary>
internal sealed record GatedConnection(ConnectionGate Gate, ClientConnection Connection, Listener Listener)
{
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the request that is being served has a body that was not received to its end.</summary>
    public bool IsBodyUnread { get; set; }

    /// <summary>Serves a request; its connection counts as busy meanwhile.</summary>
    public static async Task TrackAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<GatedConnection>() is not { } gated)
        {
            await next(context);
            return;
        }

        gated.IsBodyUnread = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
        if (gated.IsBodyUnread) context.Response.OnStarting(gated.AnnounceEnd, context.Response);
        gated.Gate.Mark(gated.Connection, isBusy: true);
        try
        {
            await next(context);
            if (gated.IsBodyUnread) await EndAsync(context);
        }
        finally
        {
            gated.Gate.Mark(gated.Connection, isBusy: false);
        }
    }

    private Task AnnounceEnd(object response)
    {
        if (IsBodyUnread) ((HttpResponse)response).Headers.Connection = "close";
        return Task.CompletedTask;
    }

    // Kestrel would read the rest of a refused body for five seconds, and a client that sends without a pause would keep a thread busy with it.
    // The connection ends instead. The answer gets a moment on its way first: what is closed with bytes unread may take it along.
    private static async Task EndAsync(HttpContext context)
    {
        await context.Response.CompleteAsync();
        await Task.Delay(s_linger, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }
}
