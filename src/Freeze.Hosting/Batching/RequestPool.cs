namespace Freeze.Hosting.Batching;

/// <summary>Requests that wait to be used again.</summary>
/// <param name="values">Bytes of an image.</param>
/// <param name="capacity">Requests that are kept; more are left to the collector.</param>
internal sealed class RequestPool(int values, int capacity)
{
    private readonly Lock _lock = new();
    private readonly Stack<PredictionRequest> _idle = new();

    public PredictionRequest Rent()
    {
        lock (_lock)
            if (_idle.TryPop(out var request)) return request;
        return new PredictionRequest(this, values);
    }

    public void Return(PredictionRequest request)
    {
        lock (_lock)
            if (_idle.Count < capacity) _idle.Push(request);
    }
}
