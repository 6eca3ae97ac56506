using System.Diagnostics;
using Freeze.Hosting.Statistics;

namespace Freeze.Hosting.Batching;

/// <summary>Accepts images: checks them, brings them to the network's size, and queues them.</summary>
internal sealed class Reception(ImageInput input, RequestQueue queue, int capacity, ServiceStatistics statistics, Telemetry telemetry)
{
    // Names are kept as long as their streams are remembered.
    private const int LongestStreamName = 256;

    private readonly RequestPool _pool = new(input.Values, capacity);

    /// <summary>Accepts one image.</summary>
    public ValueTask<Prediction> Accept(ReadOnlySpan<byte> rgb, int width, int height, string? stream) =>
        Queue(rgb, width, height, top: 0, stream).Answer;

    /// <summary>Accepts one image of which the likeliest classes are asked for.</summary>
    public ValueTask<TopKPrediction> AcceptTopK(ReadOnlySpan<byte> rgb, int width, int height, int top, string? stream) =>
        Queue(rgb, width, height, top, stream).RankedAnswer;

    /// <summary>Accepts all of the images or none.</summary>
    public ValueTask<Prediction[]> Accept(IReadOnlyList<Pixels> images, string? stream) =>
        AllAsync(Queue(images, top: 0, stream), static request => request.Answer);

    /// <summary>Accepts all of the images or none; of each the likeliest classes are asked for.</summary>
    public ValueTask<TopKPrediction[]> AcceptTopK(IReadOnlyList<Pixels> images, int top, string? stream) =>
        AllAsync(Queue(images, top, stream), static request => request.RankedAnswer);

    private static async ValueTask<T[]> AllAsync<T>(PredictionRequest[] requests, Func<PredictionRequest, ValueTask<T>> answer)
    {
        var answers = new T[requests.Length];
        Exception? error = null;
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                answers[i] = await answer(requests[i]).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The others are awaited all the same: a request goes back to the pool by being awaited.
                error = e;
            }
        }

        return error is null ? answers : throw error;
    }

    private PredictionRequest Queue(ReadOnlySpan<byte> rgb, int width, int height, int top, string? stream)
    {
        var request = Prepare(rgb, width, height, isPrepared: false, top, stream);
        Queue(new ReadOnlySpan<PredictionRequest>(in request));
        return request;
    }

    private PredictionRequest[] Queue(IReadOnlyList<Pixels> images, int top, string? stream)
    {
        // Refused before anything is prepared: a list of any length takes no memory.
        if (images.Count > capacity) Refuse(images.Count);
        var requests = new PredictionRequest[images.Count];
        var count = 0;
        try
        {
            for (; count < requests.Length; count++)
            {
                var image = images[count];
                requests[count] = Prepare(image.Rgb.Span, image.Width, image.Height, image.IsPrepared, top, stream);
            }
        }
        catch
        {
            Return(requests.AsSpan(0, count));
            throw;
        }

        Queue(requests);
        return requests;
    }

    private PredictionRequest Prepare(ReadOnlySpan<byte> rgb, int width, int height, bool isPrepared, int top, string? stream)
    {
        if (stream is { Length: > LongestStreamName })
            throw new FreezeException($"The name of the stream has {stream.Length} characters; it takes {LongestStreamName} at most.");
        if (isPrepared && (rgb.Length != input.Values || (width, height) != (input.Width, input.Height)))
        {
            throw new FreezeException($"An image of {width}x{height} pixels in {rgb.Length} bytes is not the network's, which has "
                + $"{input.Width}x{input.Height} pixels in {input.Values} bytes.");
        }

        var request = _pool.Rent();
        try
        {
            if (isPrepared) rgb.CopyTo(request.Pixels);
            else input.Prepare(rgb, width, height, request.Pixels);
        }
        catch
        {
            _pool.Return(request);
            throw;
        }

        (request.Stream, request.Top) = (stream is { Length: > 0 } ? stream : null, top);
        return request;
    }

    private void Queue(ReadOnlySpan<PredictionRequest> requests)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var request in requests)
        {
            request.Accepted = now;
            request.Activity = telemetry.Start();
        }

        if (queue.TryAdd(requests))
        {
            statistics.Accept(requests.Length);
            return;
        }

        Return(requests);
        Refuse(requests.Length);
    }

    private void Return(ReadOnlySpan<PredictionRequest> requests)
    {
        foreach (var request in requests)
        {
            request.Activity?.Dispose();
            request.Clear();
            _pool.Return(request);
        }
    }

    private void Refuse(int count)
    {
        var stopping = queue.IsClosed;
        statistics.Refuse(count);
        telemetry.Refused(count, stopping);
        throw new FreezeUnavailableException(stopping);
    }
}
