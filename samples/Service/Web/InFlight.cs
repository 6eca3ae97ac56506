using System.Net;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// What requests have taken and not given back, over the whole service, in bytes or in pixels. Beyond the limit they are refused with 503;
/// a client that alone has taken its share gets 429, so that there is room for the next one.
/// </summary>
/// <param name="what">What is counted, as an error says it.</param>
/// <param name="limit">The most of all clients.</param>
/// <param name="share">The part of it that one client may take, above 0 and up to 1.</param>
internal sealed class InFlight(string what, long limit, double share)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, long> _clients = [];
    private long _total;

    /// <summary>What is taken now.</summary>
    public long Total
    {
        get
        {
            lock (_lock) return _total;
        }
    }

    /// <summary>Takes an amount, or refuses it. A client that holds nothing is refused by the limit alone.</summary>
    /// <exception cref="BusyException">There is no room for it now.</exception>
    public void Take(IPAddress client, long amount)
    {
        lock (_lock)
        {
            var own = _clients.GetValueOrDefault(client);
            if (_total + amount > limit) throw new BusyException(isClient: false, $"The service has too many {what} in hand; try again.");
            if (own > 0 && own + amount > limit * share) throw new BusyException(isClient: true, $"You have too many {what} under way; try again.");
            _total += amount;
            _clients[client] = own + amount;
        }
    }

    /// <summary>Gives an amount back.</summary>
    public void Return(IPAddress client, long amount)
    {
        lock (_lock)
        {
            _total -= amount;
            if ((_clients[client] -= amount) == 0) _clients.Remove(client);
        }
    }
}
