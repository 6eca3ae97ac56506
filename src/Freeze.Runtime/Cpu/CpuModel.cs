using System.Numerics;
using Freeze.Cpu.Convolutions;
using Freeze.Cpu.Operators;
using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Cpu;

/// <summary>A model on the CPU: weights in a file, worker threads, and sessions that are reused.</summary>
internal sealed class CpuModel : DeviceModel
{
    /// <summary>
    /// Bytes of activations of the images that run together at most: as much as a level-3 cache may have for us. Larger batches run in groups, since
    /// sharing weights among a few images gains most of what there is to gain.
    /// </summary>
    private const long ActivationBytes = 32 << 20;

    private readonly SafetensorsFile _file;
    private readonly SessionPool<CpuSession> _sessions;

    public CpuModel(ModelPlan plan, string folder, FrozenModelOptions options)
        : base(plan)
    {
        InstructionSet.Check();
        if (options.Threads < 0) throw new FreezeException($"{options.Threads} threads cannot run a model. Use 0 for one thread on each core.");
        Threads = options.Threads == 0 ? Math.Min(Environment.ProcessorCount, 8) : options.Threads;
        var path = Path.Combine(folder, plan.Name + ".cpu.safetensors");
        if (!File.Exists(path))
            throw new FreezeException($"The model file '{path}' does not exist. Make it with onnx2cs convert and copy it beside the program.");
        _file = SafetensorsFile.Open(path);
        try
        {
            WeightFiles.Check(_file, plan, "cpu");
            if (options.VerifyChecksum) _file.VerifyChecksum();
            Weights = _file.Metadata[WeightFiles.Weights];
            CheckFresh(folder);
            Bound = [.. plan.Layers.Select(layer => CpuWeights.Bind(layer, _file, batches: !options.BatchInvariant))];
            Maps = [.. plan.Layers.Select(layer => layer is Rearrange rearrange ? new RearrangeMap(rearrange) : null)];
            Normalisation = new Normalisation(plan.Input, WeightFiles.MeanImage(_file, plan.Input));
            Workers = new Workers(Threads);
            _sessions = new SessionPool<CpuSession>(Together(plan.Arena), capacity => new CpuSession(this, capacity));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override bool CanAudit => true;

    public override string Weights { get; }

    public override int Threads { get; }

    public CpuWeights[] Bound { get; }

    /// <summary>Where each Rearrange finds what it writes; null for other layers.</summary>
    public RearrangeMap?[] Maps { get; }

    public Normalisation Normalisation { get; }

    public Workers Workers { get; }

    protected override DeviceSession Take(int images)
    {
        _file.CheckUnchanged();
        return _sessions.Rent(images);
    }

    protected override void GiveBack(DeviceSession session) => _sessions.Return((CpuSession)session);

    protected override void Free()
    {
        Workers.Dispose();
        _sessions.Dispose();
        _file.Dispose();
    }

    /// <summary>
    /// Scratch memory of the most demanding layer for each worker, in floats: a cache line more than whole pages, since workers must not fall on
    /// the same sets of the cache.
    /// </summary>
    /// <param name="images">Images in a batch at most.</param>
    public int ScratchFloats(int images)
    {
        const int pageFloats = 1024;
        var floats = 0;
        foreach (var layer in Plan.Layers.OfType<Conv2D>())
            floats = Math.Max(floats, ConvolutionForms.ScratchFloats(Bound[layer.Index].Form, layer, images));
        return (floats + pageFloats - 1) / pageFloats * pageFloats + Shape.Block;
    }

    /// <summary>Images that run together at most, a power of two.</summary>
    /// <param name="arena">Floats of activations for one image.</param>
    internal static int Together(int arena)
    {
        var images = Math.Clamp(ActivationBytes / sizeof(float) / Math.Max(arena, 1), 1, LargestBatch);
        return 1 << BitOperations.Log2((uint)images);
    }

    /// <summary>Where the canonical weights lie beside the packed ones, both must be of one making; only the header is read.</summary>
    private void CheckFresh(string folder)
    {
        var path = Path.Combine(folder, Plan.Name + ".safetensors");
        if (!File.Exists(path)) return;
        using var canonical = SafetensorsFile.Open(path);
        if (canonical.Metadata.GetValueOrDefault(WeightFiles.Sha256) != Weights)
            throw new FreezeException(
                $"'{_file.Path}' is stale: it was not made from '{path}'. Run onnx2cs convert again, or remove the file that does not belong.");
    }
}
