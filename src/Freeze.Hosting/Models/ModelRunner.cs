using Freeze.Hosting.Batching;

namespace Freeze.Hosting.Models;

/// <summary>Answers batches with the model in use. Frames of streams run one by one: each depends on the one before.</summary>
internal sealed class ModelRunner(ModelSlot slot, int values, int maxBatch) : IBatchRunner
{
    private readonly byte[] _pixels = new byte[values * maxBatch];
    private readonly Prediction[] _answers = new Prediction[maxBatch];
    private readonly int[] _places = new int[maxBatch];

    public void Run(ReadOnlySpan<PredictionRequest> batch, Span<Prediction> results)
    {
        var generation = slot.Enter();
        try
        {
            if (batch.Length == 1 && batch[0].Stream is null)
            {
                results[0] = generation.Model.Predict(batch[0].Pixels);
                generation.CountImages(1);
                return;
            }

            var count = 0;
            for (var i = 0; i < batch.Length; i++)
            {
                if (batch[i].Stream is { } stream)
                {
                    results[i] = generation.Streams.Predict(stream, batch[i].Pixels, out var isPart);
                    if (!isPart) generation.CountImages(1);
                    continue;
                }

                batch[i].Pixels.CopyTo(_pixels, count * values);
                _places[count++] = i;
            }

            if (count == 0) return;
            generation.Model.Predict(_pixels.AsSpan(0, count * values), _answers.AsSpan(0, count));
            generation.CountImages(count);
            for (var i = 0; i < count; i++) results[_places[i]] = _answers[i];
        }
        finally
        {
            generation.Exit();
        }
    }

    public void Dispose()
    {
        // The slot belongs to the service.
    }
}
