using Freeze.Caching.Audits;
using Freeze.Calibration.Learned;

namespace Freeze.Calibration.Online;

/// <summary>The latest requests that ran to the end: pooled activations and the network's outputs. Bounded; the oldest give way.</summary>
internal sealed class KeptRequests
{
    private readonly int[] _lengths;
    private long _added;

    public KeptRequests(ModelPlan plan, PredictorShape[] shapes, int capacity)
    {
        _lengths = [.. shapes.Select((shape, k) => plan.Probes[k].Shape.Channels * shape.Grid * shape.Grid)];
        Features = [.. _lengths.Select(length => length > 0 ? new FeatureMatrix(capacity, length) : null)];
        (Targets, Network, Weights) = (new float[capacity * plan.Classes], new int[capacity], new double[capacity]);
    }

    /// <summary>Pooled activations of each probe.</summary>
    public FeatureMatrix?[] Features { get; }

    /// <summary>The network's probabilities, [rows, classes].</summary>
    public float[] Targets { get; }

    /// <summary>The network's classes.</summary>
    public int[] Network { get; }

    /// <summary>How many requests each stands for.</summary>
    public double[] Weights { get; }

    /// <summary>Rows that are filled.</summary>
    public int Count => (int)Math.Min(_added, Network.Length);

    /// <summary>Whether the requests are enough for a fit.</summary>
    public bool IsFull => _added >= Network.Length;

    /// <summary>Filled rows, the oldest first.</summary>
    public int[] InOrder()
    {
        var first = IsFull ? (int)(_added % Network.Length) : 0;
        return [.. Enumerable.Range(0, Count).Select(i => (first + i) % Network.Length)];
    }

    /// <summary>Keeps a request.</summary>
    public void Add(in WatchedRequest request)
    {
        var (row, offset) = ((int)(_added++ % Network.Length), 0);
        for (var k = 0; k < _lengths.Length; k++)
        {
            Features[k]?.Store(row, request.Pooled.Slice(offset, _lengths[k]));
            offset += _lengths[k];
        }

        request.Outputs.CopyTo(Targets.AsSpan(row * request.Outputs.Length));
        Network[row] = request.Class;
        Weights[row] = request.IsHit ? 1 / request.Share : 1;
    }

    /// <summary>Forgets all: requests have changed.</summary>
    public void Clear() => _added = 0;
}
