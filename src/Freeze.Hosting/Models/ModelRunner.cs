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
                results[0] = batch[0].Top == 0
                    ? generation.Model.Predict(batch[0].Pixels)
                    : Ranked(batch[0], generation.Model.PredictTopK(batch[0].Pixels, batch[0].Top));
                generation.CountImages(1);
                return;
            }

            var (count, top) = (0, 0);
            for (var i = 0; i < batch.Length; i++)
            {
                if (batch[i].Stream is not null)
                {
                    results[i] = Ranked(batch[i], generation.Streams.Predict(batch[i], out var isPart));
                    if (!isPart) generation.CountImages(1);
                    continue;
                }

                batch[i].Pixels.CopyTo(_pixels, count * values);
                top = Math.Max(top, batch[i].Top);
                _places[count++] = i;
            }

            if (count == 0) return;
            var pixels = _pixels.AsSpan(0, count * values);
            var answers = _answers.AsSpan(0, count);
            if (top == 0) generation.Model.Predict(pixels, answers);
            else Rank(generation.Model, pixels, answers, top, batch);
            generation.CountImages(count);
            for (var i = 0; i < count; i++) results[_places[i]] = _answers[i];
        }
        finally
        {
            generation.Exit();
        }
    }

    private static Prediction Ranked(PredictionRequest request, TopKPrediction answer)
    {
        request.Classes = [.. answer.Classes];
        return answer.Prediction;
    }

    // All of a batch are ranked as far as one of them asks; each keeps what it asked for.
    private void Rank(FrozenModel model, ReadOnlySpan<byte> pixels, Span<Prediction> answers, int top, ReadOnlySpan<PredictionRequest> batch)
    {
        var (classes, counts) = (new RankedClass[answers.Length * top], new int[answers.Length]);
        model.PredictTopK(pixels, answers, classes, counts);
        for (var i = 0; i < answers.Length; i++)
        {
            var request = batch[_places[i]];
            if (request.Top > 0) request.Classes = [.. classes.AsSpan(i * top, Math.Min(counts[i], request.Top))];
        }
    }

    public void Dispose()
    {
        // The slot belongs to the service.
    }
}
