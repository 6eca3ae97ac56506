using System.Numerics.Tensors;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Cpu;

/// <summary>How requests leave: at a probe whose cache knows the answer, or at the end.</summary>
internal sealed unsafe partial class CpuSession
{
    private float[] _pooled = [];
    private float[] _lookUp = [];
    private PooledActivationHandler? _observer;
    private IReadOnlyList<int>? _grids;

    public override bool Probe(int index, int input)
    {
        var shape = _model.Plan.Probes[index].Shape;
        if (_observer is not null) ShowPooled(index, input, shape);
        if (Record.WatchedGrids is { } watched && watched[index] > 0) Watch(index, input, shape, watched[index]);
        if (_caches?.Probes[index] is not { IsOn: true } cache) return false;

        var pooled = Room(ref _pooled, cache.PooledLength);
        var scratch = Room(ref _lookUp, cache.ScratchLength);
        var classes = _model.Plan.Classes;
        var stay = 0;
        for (var i = 0; i < _live; i++)
        {
            var slot = _slots[i];
            if (Record.IsOn && Record.IsAudited(slot))
            {
                _slots[stay++] = slot;
                continue;
            }

            GridPooling.Run(_arena.Pointer + slot * _stride + input, shape, cache.Grid, pooled);
            var (answer, score) = cache.LookUp(pooled, scratch, _evidence.AsSpan(slot * classes, classes));

            // An activation that is not a number is like nothing that was seen: whatever the threshold, it must not leave.
            var agreement = 0f;
            var leaves = answer >= 0
                && (Record.IsOn ? Record.Leaves(slot, index, cache, answer, score, pooled, out agreement) : score >= cache.Threshold);
            if (!leaves)
            {
                _slots[stay++] = slot;
                continue;
            }

            if (!Record.IsOn) agreement = cache.Agreement(score);
            _predictions[slot] = new(answer, _model.Labels[answer], _model.Plan.Probes[index].Name, index, IsEarly: true, agreement);
        }

        _live = stay;
        return _live == 0;
    }

    public override void Answer(int input, Layer layer)
    {
        var classes = layer.Output.Channels;
        for (var i = 0; i < _live; i++)
        {
            var slot = _slots[i];
            var outputs = _outputs.AsSpan(slot * classes, classes);
            new ReadOnlySpan<float>(_arena.Pointer + slot * _stride + input + layer.Output.Origin, classes).CopyTo(outputs);
            var answer = TensorPrimitives.IndexOfMax<float>(outputs);
            if (!float.IsFinite(outputs[answer]))
                throw new FreezeException($"The network's output for image {_first + slot} is not finite: its weights or its input are broken.");
            if (Record.IsOn) Record.Answered(slot, answer, outputs);
            var score = _model.Plan.HeadKind.Probability(outputs, answer);
            _predictions[slot] = new(answer, _model.Labels[answer], Prediction.End, _model.Plan.Probes.Count, IsEarly: false, score);
        }
    }

    private void ShowPooled(int index, int input, Shape shape)
    {
        var grid = _grids![index];
        if (grid == 0) return;
        var pooled = Room(ref _pooled, shape.Channels * grid * grid);
        for (var i = 0; i < _live; i++)
        {
            GridPooling.Run(_arena.Pointer + _slots[i] * _stride + input, shape, grid, pooled);
            _observer!(_first + _slots[i], index, pooled);
        }
    }

    private void Watch(int index, int input, Shape shape, int grid)
    {
        for (var i = 0; i < _live; i++)
            GridPooling.Run(_arena.Pointer + _slots[i] * _stride + input, shape, grid, Record.Watched(_slots[i], index));
    }

    private static Span<float> Room(ref float[] array, int length)
    {
        if (array.Length < length) array = new float[length];
        return array.AsSpan(0, length);
    }
}
