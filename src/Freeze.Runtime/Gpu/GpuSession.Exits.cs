using System.Numerics.Tensors;
using Freeze.Caching;
using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>How requests leave. The device decides; the host learns how many are left, and the answers when the pass is over.</summary>
internal sealed unsafe partial class GpuSession
{
    /// <summary>Exit (-1 while there is none), class and score.</summary>
    private const int ResultFloats = 3;

    private PooledActivationHandler? _observer;
    private IReadOnlyList<int>? _grids;
    private CacheSet? _set;
    private Layer? _last;
    private float[] _pooled = [];
    private int _first;
    private bool _pending;

    private int Count => _count[0];

    public override bool Probe(int index, int input)
    {
        if (_observer is not null) ShowPooled(index, input);
        if (_caches?[index] is not { } probe) return false;

        // What the probe before this one decided: meanwhile the block between the two was queued.
        _queue.EndStretch();
        Resolve();
        if (Count == 0) return true;
        LookUp(probe, _model.Plan.Probes[index].Shape, input);
        if (probe.Cache.Threshold >= ProbeCache.Listening)
        {
            BeginStretch(index);
            return false;
        }

        _queue.Start(GpuKernels.Compact).View(_live).View(_verdicts).View(_results).Ints(index).Floats(probe.Cache.Threshold);
        _queue.Launch(1);
        fixed (int* count = _count) _queue.ReadLater(_live, count, sizeof(int));
        _pending = true;
        if (!_model.IsPipelined) Resolve();
        if (Count == 0) return true;
        BeginStretch(index);
        return false;
    }

    public override void Answer(int input, Layer layer)
    {
        var classes = layer.Output.Channels;
        _queue.Start(GpuKernels.Copy).View(_arena).View(_outputs).View(_live).Ints(_stride, input, classes, 0, classes);
        _queue.LaunchOver(classes, Count);
        _last = layer;
    }

    public override void CopyAnswers(in Cpu.Job job, int first, int count)
    {
        _queue.EndStretch();
        Resolve();
        var classes = _model.Plan.Classes;
        _queue.Read(_results, _hostResults.AsSpan(0, count * ResultFloats));
        if (_last is not null) _queue.Read(_outputs, _hostOutputs.AsSpan(0, count * classes));
        if (!job.Counts.IsEmpty) ReadScratch();
        for (var image = 0; image < count; image++)
        {
            var prediction = _hostResults[image * ResultFloats] >= 0 ? Early(image) : Final(image, _hostOutputs.AsSpan(image * classes, classes));
            if (!job.Predictions.IsEmpty) job.Predictions[first + image] = prediction;
            if (!job.Counts.IsEmpty)
                _ranking.Write(
                    job, first + image, prediction, prediction.IsEarly ? Evidence(image) : _hostOutputs.AsSpan(image * classes, classes));
        }

        if (!job.Outputs.IsEmpty) _hostOutputs.AsSpan(0, count * classes).CopyTo(job.Outputs[(first * classes)..]);
    }

    private Prediction Early(int image)
    {
        var result = _hostResults.AsSpan(image * ResultFloats, ResultFloats);
        var (probe, answer) = ((int)result[0], (int)result[1]);
        return new(answer, _model.Labels[answer], _model.Plan.Probes[probe].Name, probe, IsEarly: true, _set!.Probes[probe]!.Agreement(result[2]));
    }

    private Prediction Final(int image, ReadOnlySpan<float> outputs)
    {
        var answer = TensorPrimitives.IndexOfMax(outputs);
        if (!float.IsFinite(outputs[answer]))
            throw new FreezeException($"The network's output for image {_first + image} is not finite: its weights or its input are broken.");
        var score = _model.Plan.HeadKind.Probability(outputs, answer);
        return new(answer, _model.Labels[answer], Prediction.End, _model.Plan.Probes.Count, IsEarly: false, score);
    }

    /// <summary>
    /// Evidence of an image that was read with the scratch: that of the probe where it left, since its scratch rests from then on.
    /// </summary>
    private ReadOnlySpan<float> Evidence(int image) => _pooled.AsSpan(image * _scratchStride, _model.Plan.Classes);

    private void ReadScratch()
    {
        if (_pooled.Length < _images * _scratchStride) _pooled = new float[_images * _scratchStride];
        _queue.Read(_scratch!, _pooled.AsSpan(0, _images * _scratchStride));
    }

    /// <summary>Waits for the last probe's answer.</summary>
    private void Resolve()
    {
        if (!_pending) return;
        _pending = false;
        _queue.Await();
    }

    private void LookUp(GpuProbe probe, Shape shape, int input)
    {
        // Scratch of an image: evidence, pooled activation, then hidden units and logits or the key.
        var pooled = _model.Plan.Classes;
        var next = pooled + probe.Cache.PooledLength;
        Pool(shape, input, probe.Cache.Grid, pooled);
        if (probe.Cache is LearnedCache learned) LookUp(learned, probe, pooled, next);
        else LookUp((CentroidCache)probe.Cache, probe, pooled, next);
    }

    private void LookUp(LearnedCache cache, GpuProbe probe, int pooled, int hidden)
    {
        var weights = probe.Floats;
        var (from, logits, output) = (pooled, hidden + cache.Hidden, weights + cache.HiddenWeights.Length + cache.Hidden);
        if (cache.Hidden > 0)
        {
            Multiply(pooled, hidden, weights, weights + cache.HiddenWeights.Length, cache.PooledLength, cache.Hidden, rectify: 0);
            from = hidden;
        }

        Multiply(
            from, logits, output, output + cache.OutputWeights.Length, cache.Hidden > 0 ? cache.Hidden : cache.PooledLength, cache.Classes,
            rectify: cache.Hidden > 0 ? 1 : 0);
        var selector = cache.Selector;
        _queue.Start(GpuKernels.Judge).View(_scratch!).View(_verdicts).View(_live)
            .Ints(_scratchStride, hidden, cache.Hidden, logits, cache.Classes)
            .Floats(cache.Keep, cache.Gain, selector.Margin, selector.Certainty, selector.LogProbability, selector.Intercept);
        _queue.LaunchOver(Count, 1);
    }

    private void LookUp(CentroidCache cache, GpuProbe probe, int pooled, int key)
    {
        var offset = probe.Floats + cache.Projection.Length;
        Multiply(pooled, key, probe.Floats, offset, cache.PooledLength, cache.KeyLength, rectify: 0);
        _queue.Start(GpuKernels.Distance).View(_scratch!).View(_caches!.Floats).View(_caches.Ints).View(_verdicts).View(_live)
            .Ints(_scratchStride, key, offset + cache.KeyLength, probe.Ints, cache.Classes.Length, cache.KeyLength);
        _queue.Launch(Count);
    }

    private void Multiply(int input, int output, int weight, int bias, int inputs, int outputs, int rectify)
    {
        _queue.Start(GpuKernels.Dense).View(_scratch!).View(_caches!.Floats).View(_scratch!).View(_live)
            .Ints(_scratchStride, input, _scratchStride, output, weight, bias, inputs, rectify, 0, 0);
        _queue.Launch(outputs, Count);
    }

    private void Pool(Shape shape, int input, int grid, int output)
    {
        _queue.Start(GpuKernels.GridPool).View(_arena).View(_scratch!).View(_live)
            .Ints(_stride, input, _scratchStride, output, shape.Height, shape.Width, grid);
        _queue.Launch(shape.Channels * grid * grid, Count);
    }

    private void ShowPooled(int index, int input)
    {
        var (grid, shape) = (_grids![index], _model.Plan.Probes[index].Shape);
        if (grid == 0) return;
        var length = shape.Channels * grid * grid;
        Pool(shape, input, grid, 0);
        ReadScratch();
        for (var image = 0; image < _images; image++) _observer!(_first + image, index, _pooled.AsSpan(image * _scratchStride, length));
    }
}
