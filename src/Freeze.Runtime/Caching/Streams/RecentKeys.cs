using System.Numerics.Tensors;

namespace Freeze.Caching.Streams;

/// <summary>
/// The keys of the latest requests that ran to the end, with the network's answers. Early answers are not kept: an error must not confirm itself.
/// </summary>
/// <param name="capacity">Keys to keep.</param>
internal sealed class RecentKeys(int capacity)
{
    private readonly int[] _answers = new int[capacity];
    private float[] _keys = [];
    private int _length;
    private long _added;

    /// <summary>Adds a key.</summary>
    public void Add(ReadOnlySpan<float> key, int answer)
    {
        if (capacity == 0) return;
        if (key.Length != _length) (_keys, _length, _added) = (new float[capacity * key.Length], key.Length, 0);
        var at = (int)(_added++ % capacity);
        key.CopyTo(_keys.AsSpan(at * _length));
        _answers[at] = answer;
    }

    /// <summary>The class of the nearest key, and how much nearer it is than the nearest of any other class: a logarithm, at most 2.</summary>
    /// <returns>Class -1 when there are not two classes to compare.</returns>
    public (int Class, float Lead) Nearest(ReadOnlySpan<float> key)
    {
        if (key.Length != _length) return (-1, 0);
        int best = -1;
        float nearest = float.PositiveInfinity, rival = float.PositiveInfinity;
        for (var i = 0; i < Math.Min(_added, capacity); i++)
        {
            var distance = TensorPrimitives.Distance(key, _keys.AsSpan(i * _length, _length));
            if (_answers[i] == best) nearest = Math.Min(nearest, distance);
            else if (distance < nearest) (rival, nearest, best) = (nearest, distance, _answers[i]);
            else rival = Math.Min(rival, distance);
        }

        // Distances that are not numbers compare with nothing and leave no class.
        return best >= 0 && float.IsFinite(rival) ? (best, Math.Min(2, MathF.Log(rival / Math.Max(nearest, 1e-20f)))) : (-1, 0);
    }
}
