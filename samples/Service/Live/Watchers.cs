using Freeze.Samples.Service.Web;

namespace Freeze.Samples.Service.Live;

/// <summary>Live pages that are open: a bounded number, of which one client has its share at most.</summary>
internal sealed class Watchers(ServiceOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientAddress, int> _clients = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Adds a page.</summary>
    /// <exception cref="BusyException">There are too many.</exception>
    public void Add(ClientAddress client)
    {
        lock (_lock)
        {
            var own = _clients.GetValueOrDefault(client);
            var isOwn = own >= Math.Max(1, (int)(options.ClientShare * options.MaxWatchers));
            if (isOwn || _count >= options.MaxWatchers) throw new BusyException(isOwn, "Too many live pages are open; close one.");
            _clients[client] = own + 1;
            _count++;
        }
    }

    /// <summary>A page was closed.</summary>
    public void Remove(ClientAddress client)
    {
        lock (_lock)
        {
            if (--_clients[client] == 0) _clients.Remove(client);
            _count--;
        }
    }
}
