namespace Freeze.Hosting.Models;

/// <summary>Streams by name, a bounded number of them: the one that was used least recently gives way.</summary>
internal sealed class StreamTable(FrozenModel model, int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Name, Online.StreamState State)>> _streams = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, Online.StreamState State)> _recent = [];

    public int Count
    {
        get
        {
            lock (_lock) return _streams.Count;
        }
    }

    /// <summary>Predicts the next frame of a stream. Frames of one stream run one after the other.</summary>
    public Prediction Predict(string name, ReadOnlySpan<byte> rgb)
    {
        var state = Find(name);
        lock (state) return state.Predict(rgb);
    }

    private Online.StreamState Find(string name)
    {
        lock (_lock)
        {
            if (_streams.TryGetValue(name, out var node))
            {
                _recent.Remove(node);
                _recent.AddLast(node);
                return node.Value.State;
            }

            if (_streams.Count == capacity)
            {
                _streams.Remove(_recent.First!.Value.Name);
                _recent.RemoveFirst();
            }

            var state = new Online.StreamState(model);
            _streams.Add(name, _recent.AddLast((name, state)));
            return state;
        }
    }
}
