using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Caching.Streams;

namespace Freeze.Cpu;

/// <summary>What one call wants: images in one of two forms, and the answers for which there is room.</summary>
/// <param name="count">Number of images.</param>
internal readonly ref struct Job(int count)
{
    /// <summary>Number of images.</summary>
    public int Count { get; } = count;

    /// <summary>Interleaved bytes, one image after the other; empty when the images are <see cref="Tensors"/>.</summary>
    public ReadOnlySpan<byte> Pixels { get; init; }

    /// <summary>Normalised values, [image][channels][height][width]; empty when the images are <see cref="Pixels"/>.</summary>
    public ReadOnlySpan<float> Tensors { get; init; }

    /// <summary>Caches at which images may leave; null runs the whole network.</summary>
    public CacheSet? Caches { get; init; }

    /// <summary>Audits the caches; null when nobody does.</summary>
    public Auditor? Auditor { get; init; }

    /// <summary>The stream that the images belong to; null when they have nothing to do with each other.</summary>
    public PredictionStream? Stream { get; init; }

    /// <summary>Sees requests that run to the end; null when nobody looks.</summary>
    public IPassWatcher? Watcher { get; init; }

    /// <summary>Receives the pooled activations; null when nobody looks.</summary>
    public PooledActivationHandler? Observer { get; init; }

    /// <summary>Side of the observer's pooling grid for each probe.</summary>
    public IReadOnlyList<int>? Grids { get; init; }

    /// <summary>Receives a prediction for each image unless it is empty.</summary>
    public Span<Prediction> Predictions { get; init; }

    /// <summary>Receives the most likely classes, [image][k], unless it is empty.</summary>
    public Span<RankedClass> Classes { get; init; }

    /// <summary>Receives how many classes were written for each image; empty when none are asked for.</summary>
    public Span<int> Counts { get; init; }

    /// <summary>Whether the images are made up, so that nothing is to be counted.</summary>
    public bool IsWarmUp { get; init; }

    /// <summary>Receives the network's outputs, [image][classes], unless it is empty.</summary>
    public Span<float> Outputs { get; init; }
}
