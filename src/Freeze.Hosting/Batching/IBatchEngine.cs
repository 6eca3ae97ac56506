namespace Freeze.Hosting.Batching;

/// <summary>Something that answers batches.</summary>
internal interface IBatchEngine
{
    /// <summary>Makes what one worker thread runs its batches with.</summary>
    IBatchRunner CreateRunner();
}

/// <summary>Answers batches, one at a time.</summary>
internal interface IBatchRunner : IDisposable
{
    /// <summary>Answers a batch.</summary>
    /// <param name="batch">The images.</param>
    /// <param name="results">One prediction for each image.</param>
    void Run(ReadOnlySpan<PredictionRequest> batch, Span<Prediction> results);
}
