using Freeze.Caching;
using Freeze.Cpu;

namespace Freeze.Gpu;

/// <summary>
/// A forward pass on a GPU. Each image has an arena, laid out by the offsets that the generator planned; a tensor in it is plain
/// [channels][height][width], so that neighbouring threads read neighbouring pixels, and no larger than the CPU's tensor of blocks and borders.
/// </summary>
internal sealed unsafe partial class GpuSession : DeviceSession
{
    private readonly GpuModel _model;
    private readonly GpuQueue _queue;
    private readonly GpuBuffer _arena;
    private readonly GpuBuffer _live;
    private readonly GpuBuffer _results;
    private readonly GpuBuffer _verdicts;
    private readonly GpuBuffer _outputs;
    private readonly GpuBuffer _pixels;
    private readonly GpuBuffer _workspace;
    private readonly List<GpuBuffer> _buffers = [];
    private readonly int[] _count = GC.AllocateArray<int>(1, pinned: true);
    private readonly float[] _hostResults;
    private readonly float[] _hostOutputs;
    private readonly Ranking _ranking;
    private readonly int _stride;
    private GpuBuffer? _scratch;
    private int _scratchStride;
    private GpuCaches? _caches;
    private int _images;

    public GpuSession(GpuModel model, int capacity)
    {
        _model = model;
        Capacity = capacity;
        _stride = model.Plan.Arena;
        var classes = model.Plan.Classes;
        _hostResults = new float[capacity * ResultFloats];
        _hostOutputs = new float[capacity * classes];
        _ranking = new Ranking(model.Plan, model.Labels);
        _queue = model.Context.CreateQueue();
        _queue.Records = model.Graphs && _queue.CanRecord;
        try
        {
            _arena = Floats((long)capacity * _stride);
            _workspace = Floats(model.Forms.Workspace(model.Plan, capacity));
            _live = Floats(1 + capacity);
            _results = Floats(capacity * ResultFloats);
            _verdicts = Floats(capacity * 2);
            _outputs = Floats((long)capacity * classes);
            _pixels = Keep(model.Context.Allocate((long)capacity * model.Plan.Input.Values));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Capacity { get; }

    public override void Begin(in Job job, int first, int count)
    {
        (_first, _images, _set, _observer, _grids, _last, _pending) = (first, count, job.Caches, job.Observer, job.Grids, null, false);
        _caches = _model.Use(job.Caches);
        MakeScratch();
        _count[0] = count;
        var (plan, input) = (_model.Plan, _model.Plan.Input);
        _queue.Start(GpuKernels.Begin).View(_live).View(_results).View(_scratch!).Ints(count, _scratchStride, plan.Classes);
        _queue.Launch(1);
        if (job.Pixels.IsEmpty)
        {
            var tensors = job.Tensors.Slice(first * input.Values, count * input.Values);
            Images.CheckFinite(tensors, input, first);
            for (var image = 0; image < count; image++)
                _queue.Write(_arena, tensors.Slice(image * input.Values, input.Values), (long)image * _stride);
        }
        else
        {
            _queue.Write(_pixels, job.Pixels.Slice(first * input.Values, count * input.Values));
            var (reversed, subtracts) = (input.Order == ChannelOrder.Bgr ? 1 : 0, _model.Means is null ? 0 : 1);
            _queue.Start(GpuKernels.Pixels).View(_pixels).View(_model.Table).View(_model.Means ?? _model.Table).View(_arena)
                .Ints(_stride, input.Channels, input.Height * input.Width, reversed, subtracts);
            _queue.LaunchOver(input.Values, count);
        }

        BeginStretch(-1);
    }

    public override void End()
    {
        _queue.AbandonStretch();
        if (_pending)
        {
            // The pass failed, and the driver may still be about to write to our memory.
            try
            {
                Resolve();
            }
            catch (FreezeException)
            {
                // The error that ended the pass is the one to report.
            }
        }

        _caches?.Release();
        (_caches, _set, _observer, _grids, _last) = (null, null, null, null, null);
    }

    public override void Dispose()
    {
        foreach (var buffer in _buffers) buffer.Dispose();
        _scratch?.Dispose();
        _queue.Dispose();
    }

    /// <summary>
    /// Begins the layers between a probe and the next one that is on: with as many images they are the same launches each time. An observer looks in
    /// between.
    /// </summary>
    private void BeginStretch(int probe)
    {
        if (_observer is not null) return;
        var next = probe + 1;
        while (next < _model.Plan.Probes.Count && _caches?[next] is null) next++;
        _queue.BeginStretch(probe, next, Count);
    }

    /// <summary>Memory for evidence, and for the look-ups of the caches in use or what the observer wants to see.</summary>
    private void MakeScratch()
    {
        var floats = _caches?.ScratchFloats ?? 0;
        for (var i = 0; i < (_grids?.Count ?? 0); i++)
            floats = Math.Max(floats, _model.Plan.Probes[i].Shape.Channels * _grids![i] * _grids[i]);
        floats += _model.Plan.Classes;
        if (_scratch is not null && _scratchStride >= floats) return;
        _scratch?.Dispose();
        _scratch = null;
        _queue.ForgetStretches();
        if ((long)floats * Capacity > int.MaxValue)
            throw new FreezeException($"A probe of '{_model.Plan.Name}' needs {floats} values for each image: too many.");
        _scratch = _model.Context.AllocateFloats((long)floats * Capacity);
        _scratchStride = floats;
    }

    private GpuBuffer Floats(long count) => Keep(_model.Context.AllocateFloats(count));

    private GpuBuffer Keep(GpuBuffer buffer)
    {
        _buffers.Add(buffer);
        return buffer;
    }
}
