using System.IO.Pipelines;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// Lets requests in. A body is received first, within a bound on the bytes of all bodies, and only then the request takes one of the places in
/// which images are decoded and answered: a client that sends slowly holds no place. One client takes its share of either at most. Where
/// the bytes run out, bodies that have been on their way for more than a second give way, those of the client with the most bytes first.
/// </summary>
internal sealed class Admission(ServiceOptions options, TimeProvider time)
{
    private const string GaveWay = "The body came too slowly while others waited; try again.";

    private readonly Lock _lock = new();
    private readonly Dictionary<ClientAddress, Share> _clients = [];
    private readonly HashSet<Place> _receiving = [];
    private readonly int _places = Math.Max(1, (int)(options.ClientShare * options.MaxConcurrency)), _images = options.MaxImagesPerClient;
    private readonly long _bytes = Math.Max(options.MaxBodyBytes, (long)(options.ClientShare * options.MaxBufferedBytes));
    private Share _all;

    /// <summary>Requests in a place, and bytes of bodies that are received or answered.</summary>
    public (int Requests, long Bytes) UnderWay
    {
        get
        {
            lock (_lock) return (_all.Places, _all.Bytes);
        }
    }

    /// <summary>Receives the request's body and takes a place.</summary>
    /// <exception cref="BadRequestException">The body is too large.</exception>
    /// <exception cref="BusyException">There is no room.</exception>
    public async ValueTask<Place> EnterAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > options.MaxBodyBytes)
            throw new BadRequestException(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {options.MaxBodyBytes} bytes.");
        var place = new Place(this, ClientAddress.Of(context.Connection.RemoteIpAddress), request.BodyReader, time.GetTimestamp())
        {
            Connection = context.Features.Get<GatedConnection>(),
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.BodyTimeout);
        try
        {
            lock (_lock) _receiving.Add(place);

            // The bytes stay with the reader, which hands them out again to whatever reads the body.
            for (var isComplete = false; !isComplete;)
            {
                var read = await place.Body.ReadAsync(limit.Token);
                isComplete = read.IsCompleted;
                var kept = read.Buffer.End;
                try
                {
                    Charge(place, read.Buffer.Length - place.Bytes);
                    kept = read.Buffer.Start;
                }
                finally
                {
                    // What is refused is dropped at once: the connection stays open while its answer is on the way.
                    place.Body.AdvanceTo(kept, read.Buffer.End);
                }

                // A client that sends without a pause would keep the thread.
                if (!isComplete) await Task.Yield();
            }

            if (place.Connection is { } connection) connection.IsBodyUnread = false;
            Take(place);
            request.Body = place.Body.AsStream();
            return place;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            place.Dispose();
            throw new BadRequestException(StatusCodes.Status408RequestTimeout, $"The body took longer than {options.BodyTimeout.TotalSeconds} seconds.");
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private void Charge(Place place, long bytes)
    {
        List<Place> victims = [];
        try
        {
            lock (_lock)
            {
                while (true)
                {
                    if (place.GaveWay) throw new BusyException(isClient: false, GaveWay);
                    var isOwn = Of(place.Client).Bytes + bytes > _bytes;
                    if (!isOwn && _all.Bytes + bytes <= options.MaxBufferedBytes) break;
                    if (Slowest(place, isOwn) is not { } victim) throw new BusyException(isOwn, "Too many bytes of bodies are on their way; try again.");
                    victim.GaveWay = true;
                    Forget(victim);
                    victims.Add(victim);
                }

                place.Bytes += bytes;
                Change(place.Client, new(0, 0, bytes));
            }
        }
        finally
        {
            foreach (var victim in victims) victim.Body.CancelPendingRead();
        }
    }

    private Place? Slowest(Place newcomer, bool isOwn)
    {
        var second = time.GetTimestamp() - time.TimestampFrequency;
        return _receiving.Where(place => place != newcomer && place.Bytes > 0 && place.Since < second && (!isOwn || place.Client == newcomer.Client))
            .MinBy(place => (-Of(place.Client).Bytes, place.Since));
    }

    private void Take(Place place)
    {
        lock (_lock)
        {
            if (place.GaveWay) throw new BusyException(isClient: false, GaveWay);
            _receiving.Remove(place);
            var isOwn = Of(place.Client).Places >= _places;
            if (isOwn || _all.Places >= options.MaxConcurrency) throw new BusyException(isOwn, "Too many requests are under way; try again.");
            place.IsTaken = true;
            Change(place.Client, new(1, 0, 0));
            place.Connection?.Gate.Hold(place.Connection.Connection, 1);
        }
    }

    private void Add(Place place, int images)
    {
        lock (_lock)
        {
            // A client's only request may have as many as a request may have.
            var own = Of(place.Client);
            if (own.Images > 0 && own.Images + images > _images) throw new BusyException(isClient: true, "Too many of your images are under way; try again.");
            place.Images += images;
            Change(place.Client, new(0, images, 0));
        }
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            Forget(place);
            if (!place.IsTaken) return;
            place.IsTaken = false;
            Change(place.Client, new(-1, -place.Images, 0));
            place.Images = 0;
            place.Connection?.Gate.Hold(place.Connection.Connection, -1);
        }
    }

    private void Forget(Place place)
    {
        _receiving.Remove(place);
        if (place.Bytes == 0) return;
        Change(place.Client, new(0, 0, -place.Bytes));
        place.Bytes = 0;
    }

    private Share Of(ClientAddress client) => _clients.GetValueOrDefault(client);

    // A client without anything under way is not remembered.
    private void Change(ClientAddress client, Share change)
    {
        _all += change;
        var share = Of(client) + change;
        if (share == default) _clients.Remove(client);
        else _clients[client] = share;
    }

    /// <summary>What is under way.</summary>
    private readonly record struct Share(int Places, int Images, long Bytes)
    {
        public static Share operator +(Share a, Share b) => new(a.Places + b.Places, a.Images + b.Images, a.Bytes + b.Bytes);
    }

    /// <summary>A request that is received or answered.</summary>
    internal sealed class Place(Admission admission, ClientAddress client, PipeReader body, long since) : IDisposable
    {
        public ClientAddress Client => client;

        public PipeReader Body => body;

        public long Since => since;

        public GatedConnection? Connection { get; init; }

        public long Bytes { get; set; }

        public int Images { get; set; }

        public bool IsTaken { get; set; }

        public bool GaveWay { get; set; }

        /// <summary>Counts images of the request before they are queued.</summary>
        /// <exception cref="BusyException">The client has too many under way.</exception>
        public void Add(int images) => admission.Add(this, images);

        /// <summary>Gives the place back.</summary>
        public void Dispose() => admission.Leave(this);
    }
}
