using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Cpu;

/// <summary>A forward pass on the CPU. Its memory is allocated once; sessions are reused by one prediction after another.</summary>
internal sealed unsafe partial class CpuSession : DeviceSession
{
    private readonly CpuModel _model;
    private readonly AlignedMemory _arena;
    private readonly AlignedMemory _scratch;
    private readonly int _scratchFloats;
    private readonly nint _stride;
    private readonly int[] _slots;
    private readonly Prediction[] _predictions;
    private readonly float[] _outputs;
    private readonly float[] _evidence;
    private readonly Ranking _ranking;
    private CacheSet? _caches;
    private int _first;
    private int _live;

    public CpuSession(CpuModel model, int capacity)
    {
        _model = model;
        Capacity = capacity;
        Record = new PassRecord(model.Plan, capacity, this);

        // One cache line more than a multiple of 4 KiB would be: images must not fall on the same sets of the cache.
        _stride = (model.Plan.Arena + Shape.Block - 1) / Shape.Block * Shape.Block + Shape.Block;
        _arena = new AlignedMemory(_stride * capacity);
        _scratchFloats = model.ScratchFloats(capacity);
        _scratch = new AlignedMemory((long)_scratchFloats * model.Threads);
        _slots = GC.AllocateArray<int>(capacity, pinned: true);
        _predictions = new Prediction[capacity];
        _outputs = new float[capacity * model.Plan.Classes];
        _evidence = new float[capacity * model.Plan.Classes];
        _ranking = new Ranking(model.Plan, model.Labels);
    }

    public override int Capacity { get; }

    /// <summary>What is decided beyond thresholds.</summary>
    public PassRecord Record { get; }

    private Batch Live
    {
        get
        {
            fixed (int* slots = _slots) return new Batch(_arena.Pointer, _stride, slots, _live);
        }
    }

    public override void Dispose()
    {
        _arena.Dispose();
        _scratch.Dispose();
    }

    public override void CopyAnswers(in Job job, int first, int count)
    {
        var classes = _model.Plan.Classes;
        if (!job.Predictions.IsEmpty) _predictions.AsSpan(0, count).CopyTo(job.Predictions[first..]);
        if (!job.Outputs.IsEmpty) _outputs.AsSpan(0, count * classes).CopyTo(job.Outputs[(first * classes)..]);
        if (job.Counts.IsEmpty) return;
        for (var slot = 0; slot < count; slot++)
        {
            var values = _predictions[slot].IsEarly ? _evidence : _outputs;
            _ranking.Write(job, first + slot, _predictions[slot], values.AsSpan(slot * classes, classes));
        }
    }

    public override Auditor? Close() => Record.Close();

    public override void End()
    {
        _caches = null;
        _observer = null;
        _grids = null;
        Record.Forget();
    }

    public override void MaxPool(int input, MaxPool layer, int output)
    {
        var comparisons = (long)layer.Output.Floats * layer.Kernel.Height * layer.Kernel.Width * _live;
        MaxPoolOperator.Run(Live, input, layer, output, _model.Workers, alone: comparisons < WorthSharing);
    }

    public override void AveragePool(int input, AveragePool layer, int output) =>
        AveragePoolOperator.Run(Live, input, layer, output);

    public override void GlobalAveragePool(int input, GlobalAveragePool layer, int output) =>
        GlobalAveragePoolOperator.Run(Live, input, layer, output);

    public override void ScaleShift(int input, ScaleShift layer, int output)
    {
        var weights = _model.Bound[layer.Index];
        ScaleShiftOperator.Run(Live, input, layer, weights.Weight, weights.Bias, output);
    }

    public override void Add(int first, int second, Add layer, int output) => AddOperator.Run(Live, first, second, layer, output);

    public override void Activate(int input, Activate layer, int output) => ActivateOperator.Run(Live, input, layer, output);

    public override void Concat(ReadOnlySpan<int> inputs, Concat layer, int output) => ConcatOperator.Run(Live, inputs, layer, output);

    public override void Softmax(int input, Softmax layer, int output) => SoftmaxOperator.Run(Live, input, layer, output);
}
