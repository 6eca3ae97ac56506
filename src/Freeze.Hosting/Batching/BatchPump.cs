using System.Diagnostics;
using Freeze.Hosting.Statistics;
using Microsoft.Extensions.Logging;

namespace Freeze.Hosting.Batching;

/// <summary>Takes waiting images in batches to an engine, on threads of its own: a prediction never holds up the threads that serve connections.</summary>
internal sealed class BatchPump : IDisposable
{
    private readonly RequestQueue _queue;
    private readonly ServiceStatistics _statistics;
    private readonly Telemetry _telemetry;
    private readonly ILogger _logger;
    private readonly string _model;
    private readonly int _maxBatch;
    private readonly Thread[] _threads;

    public BatchPump(IBatchEngine engine, string model, RequestQueue queue, FreezeOptions options, ServiceStatistics statistics, Telemetry telemetry, ILogger logger)
    {
        (_queue, _statistics, _telemetry, _logger, _model, _maxBatch) = (queue, statistics, telemetry, logger, model, options.MaxBatch);
        _threads = new Thread[options.WorkerCount];
        for (var i = 0; i < _threads.Length; i++)
        {
            var runner = engine.CreateRunner();
            _threads[i] = new Thread(() => Work(runner)) { IsBackground = true, Name = $"Freeze batch {i}" };
        }

        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>Accepts nothing more, answers what waits, and returns when it is answered.</summary>
    public void Dispose()
    {
        _queue.Close();
        foreach (var thread in _threads) thread.Join();
    }

    private void Work(IBatchRunner runner)
    {
        var batch = new PredictionRequest[_maxBatch];
        var results = new Prediction[_maxBatch];
        using (runner)
            while (_queue.Take(batch) is > 0 and var count) Answer(runner, batch.AsSpan(0, count), results.AsSpan(0, count));
    }

    private void Answer(IBatchRunner runner, ReadOnlySpan<PredictionRequest> batch, Span<Prediction> results)
    {
        try
        {
            runner.Run(batch, results);
        }
        catch (Exception error)
        {
            // The callers get it; a worker that ended would take the process with it. Their images were checked before they were accepted, so
            // that a mistake in what Freeze was given is one of the model's files or its device, not theirs.
            Log.BatchFailed(_logger, error, _model, batch.Length);
            if (error is FreezeException) error = new FreezeUnavailableException($"The model failed: {error.Message}", error);
            foreach (var request in batch)
            {
                _statistics.Fail();
                request.Activity?.SetStatus(ActivityStatusCode.Error, error.Message).Dispose();
                request.Fail(error);
            }

            return;
        }

        _statistics.Batch();
        _telemetry.Batch(batch.Length);
        for (var i = 0; i < batch.Length; i++)
        {
            var (request, prediction) = (batch[i], results[i]);
            var duration = Stopwatch.GetElapsedTime(request.Accepted);
            _statistics.Answer(prediction.ProbeIndex, duration);
            _telemetry.Answer(prediction, duration);
            request.Activity?.SetTag("freeze.exit", prediction.Exit).SetTag("freeze.batch", batch.Length).Dispose();

            // From here on the request may serve somebody else.
            request.Complete(prediction);
        }
    }
}
