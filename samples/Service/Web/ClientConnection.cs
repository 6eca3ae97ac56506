namespace Freeze.Samples.Service.Web;

/// <summary>One connection, as <see cref="ConnectionGate"/> sees it. Its members change under the gate's lock.</summary>
/// <param name="client">Whose it is.</param>
/// <param name="close">Ends it.</param>
/// <param name="now">Timestamp of its beginning.</param>
internal sealed class ClientConnection(ClientAddress client, Action close, long now)
{
    public ClientAddress Client => client;

    public Action Close => close;

    /// <summary>When its last request began or ended, at first when it was opened.</summary>
    public long Since { get; set; } = now;

    /// <summary>Whether a request of it has been answered.</summary>
    public bool IsServed { get; set; }

    /// <summary>Whether a request is under way: its body is read, or its answer is taken.</summary>
    public bool IsBusy { get; set; }

    /// <summary>How many parts of the service work for it; while there are any, it stays.</summary>
    public int Holds { get; set; }

    /// <summary>
    /// Which connections are closed first, the least rank before all: what has stood still for a second before what has not; what was never
    /// served before what was; what is idle before what sends or takes; and among equals what has done so for longest. So neither a client
    /// that has just come nor one that is served now and then gives way to those that merely stay. Null where the connection stays.
    /// </summary>
    /// <param name="second">Timestamp of a second ago.</param>
    public (int Kind, long Since)? Rank(long second) =>
        Holds > 0 ? null : ((Since < second ? 0 : 4) + (IsServed ? 2 : 0) + (IsBusy ? 1 : 0), Since);
}
