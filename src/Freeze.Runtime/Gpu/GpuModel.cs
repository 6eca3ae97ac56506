using Freeze.Caching;
using Freeze.Cpu;
using Freeze.Storage;

namespace Freeze.Gpu;

/// <summary>A model on a GPU: weights that all sessions share, the caches in use, and sessions that are reused.</summary>
internal sealed class GpuModel : DeviceModel
{
    private readonly SessionPool<GpuSession> _sessions;
    private readonly Lock _lock = new();
    private GpuCaches? _caches;

    /// <summary>Loads a model.</summary>
    /// <param name="context">The device.</param>
    /// <param name="pipelined">Whether a block may be queued before the probe ahead of it has answered.</param>
    /// <param name="plan">The model.</param>
    /// <param name="folder">Folder of its files.</param>
    /// <param name="options">How to load it.</param>
    public GpuModel(GpuContext context, bool pipelined, ModelPlan plan, string folder, FrozenModelOptions options)
        : base(plan)
    {
        (Context, IsPipelined, Graphs) = (context, pipelined, options.Graphs);
        var path = Path.Combine(folder, plan.Name + ".safetensors");
        if (!File.Exists(path))
            throw new FreezeException(
                $"The model file '{path}' does not exist. A GPU reads the canonical weights: make them with onnx2cs convert "
                + "and copy them beside the program.");
        if (plan.Arena > int.MaxValue / 2)
            throw new FreezeException($"The activations of '{plan.Name}' are too large for a GPU. Load it with Device.Cpu.");
        using var file = SafetensorsFile.Open(path);
        WeightFiles.Check(file, plan, "canonical");
        if (options.VerifyChecksum) file.VerifyChecksum();
        Weights = file.Metadata[WeightFiles.Sha256];
        Forms = new ConvolutionForms(options.BatchInvariant);
        Parameters = new GpuWeights(context, plan, file, Forms, LargestBatch, options.HalfWeights);
        try
        {
            Table = context.AllocateFloats(plan.Input.Channels * 256);
            using var queue = context.CreateQueue();
            var normalisation = new Normalisation(plan.Input, WeightFiles.MeanImage(file, plan.Input));
            queue.Write(Table, normalisation.Values);
            if (plan.Input.MeanImage)
            {
                Means = context.AllocateFloats(plan.Input.Values);
                queue.Write(Means, normalisation.Means);
            }

            file.CheckUnchanged();
        }
        catch
        {
            Means?.Dispose();
            Table?.Dispose();
            Parameters.Dispose();
            throw;
        }

        var largest = Math.Min(LargestBatch, int.MaxValue / 2 / Math.Max(plan.Arena, 1));
        _sessions = new SessionPool<GpuSession>(largest, capacity => new GpuSession(this, capacity));
    }

    public GpuContext Context { get; }

    public bool IsPipelined { get; }

    /// <summary>Whether the launches between two probes are recorded, where the driver can.</summary>
    public bool Graphs { get; }

    public override string Weights { get; }

    public GpuWeights Parameters { get; }

    /// <summary>How its convolutions are computed.</summary>
    public ConvolutionForms Forms { get; }

    /// <summary>Value of each byte in each channel.</summary>
    public GpuBuffer Table { get; }

    /// <summary>What is subtracted from those values, [channels][height][width]; null where there is no mean image.</summary>
    public GpuBuffer? Means { get; }

    /// <summary>The caches on the device, for a pass that must release them.</summary>
    public GpuCaches? Use(CacheSet? set)
    {
        if (set is null) return null;
        lock (_lock)
        {
            if (_caches?.Set != set)
            {
                var caches = new GpuCaches(Context, set);
                _caches?.Release();
                _caches = caches;
            }

            _caches!.Use();
            return _caches;
        }
    }

    protected override DeviceSession Take(int images) => _sessions.Rent(images);

    protected override void GiveBack(DeviceSession session) => _sessions.Return((GpuSession)session);

    protected override void Free()
    {
        _sessions.Dispose();
        _caches?.Release();
        Means?.Dispose();
        Table.Dispose();
        Parameters.Dispose();
    }
}
