using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Freeze.Hosting.Batching;

/// <summary>
/// One image on its way, at the network's size. It serves as the task that its caller awaits and goes back to the pool with the answer: a warm service
/// allocates neither pixels nor tasks.
/// </summary>
internal sealed class PredictionRequest(RequestPool pool, int values) : IValueTaskSource<Prediction>, IValueTaskSource<TopKPrediction>
{
    // Continuations (writing the response) must not run on a worker.
    private ManualResetValueTaskSourceCore<Prediction> _core = new() { RunContinuationsAsynchronously = true };

    public byte[] Pixels { get; } = new byte[values];

    /// <summary>The stream that it belongs to; null for none.</summary>
    public string? Stream { get; set; }

    /// <summary>How many of the most likely classes are asked for; 0 where only the answer is.</summary>
    public int Top { get; set; }

    /// <summary>The classes that a runner ranked; empty where none are asked for.</summary>
    public RankedClass[] Classes { get; set; } = [];

    /// <summary>When it was accepted.</summary>
    public long Accepted { get; set; }

    /// <summary>Its trace; null when nobody listens.</summary>
    public Activity? Activity { get; set; }

    /// <summary>The answer to come; await it once.</summary>
    public ValueTask<Prediction> Answer => new(this, _core.Version);

    /// <summary>The answer to come with its classes; await it once, and not <see cref="Answer"/> as well.</summary>
    public ValueTask<TopKPrediction> RankedAnswer => new(this, _core.Version);

    public void Complete(Prediction prediction) => _core.SetResult(prediction);

    public void Fail(Exception error) => _core.SetException(error);

    public Prediction GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            Clear();
            pool.Return(this);
        }
    }

    TopKPrediction IValueTaskSource<TopKPrediction>.GetResult(short token)
    {
        // Read before the request goes back to the pool.
        var classes = Classes;
        return new(GetResult(token), classes);
    }

    /// <summary>Forgets what the request was about, so that it can serve another.</summary>
    public void Clear() => (Stream, Activity, Top, Classes) = (null, null, 0, []);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
