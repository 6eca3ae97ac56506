using System.Diagnostics;
using Freeze.Hosting.Statistics;

namespace Freeze.Hosting.Batching;

/// <summary>Accepts images: checks them, brings them to the network's size, and queues them.</summary>
internal sealed class Reception(ImageInput input, RequestQueue queue, int capacity, ServiceStatistics statistics, Telemetry telemetry)
{
    private readonly RequestPool _pool = new(input.Values, capacity);

    /// <summary>Accepts one image.</summary>
    public ValueTask<Prediction> Accept(ReadOnlySpan<byte> rgb, int width, int height, string? stream)
    {
        var request = Prepare(rgb, width, height, isPrepared: false, stream);
        Queue(new ReadOnlySpan<PredictionRequest>(in request));
        return request.Answer;
    }

    /// <summary>Accepts all of the images or none.</summary>
    public async ValueTask<Prediction[]> Accept(IReadOnlyList<Pixels> images, string? stream)
    {
        var requests = new PredictionRequest[images.Count];
        for (var i = 0; i < requests.Length; i++)
            requests[i] = Prepare(images[i].Rgb.Span, images[i].Width, images[i].Height, images[i].IsPrepared, stream);
        Queue(requests);
        var answers = new Prediction[requests.Length];
        Exception? error = null;
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                answers[i] = await requests[i].Answer.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The others are awaited all the same: a request goes back to the pool by being awaited.
                error = e;
            }
        }

        return error is null ? answers : throw error;
    }

    private PredictionRequest Prepare(ReadOnlySpan<byte> rgb, int width, int height, bool isPrepared, string? stream)
    {
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

        request.Stream = stream is { Length: > 0 } ? stream : null;
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

        var stopping = queue.IsClosed;
        statistics.Refuse(requests.Length);
        telemetry.Refused(requests.Length, stopping);
        foreach (var request in requests)
        {
            request.Activity?.Dispose();
            request.Activity = null;
            request.Stream = null;
            _pool.Return(request);
        }

        throw new FreezeUnavailableException(stopping);
    }
}
