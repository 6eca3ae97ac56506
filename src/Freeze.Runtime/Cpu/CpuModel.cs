using Freeze.Cpu.Convolutions;
using Freeze.Cpu.Operators;
using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Cpu;

/// <summary>A model on the CPU: mapped weights, worker threads, and sessions that are reused.</summary>
internal sealed class CpuModel : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly SessionPool _sessions;
    private int _active;
    private bool _disposed;

    public CpuModel(ModelPlan plan, string folder, FrozenModelOptions options)
    {
        InstructionSet.Check();
        if (options.Threads < 0) throw new FreezeException($"{options.Threads} threads cannot run a model. Use 0 for one thread on each core.");
        if (plan.Layers[^1].Output is not { Height: 1, Width: 1 } output)
            throw new FreezeException(
                $"The model's last layer '{plan.Layers[^1].Name}' gives {plan.Layers[^1].Output}; a classifier gives one value for each class.");
        Plan = plan;
        Threads = options.Threads == 0 ? Math.Min(Environment.ProcessorCount, 8) : options.Threads;
        Labels = [.. Enumerable.Range(0, output.Channels).Select(plan.Label)];
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
            Normalisation = new Normalisation(plan.Input);
            Workers = new Workers(Threads);
            _sessions = new SessionPool(this);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public ModelPlan Plan { get; }

    public string Weights { get; }

    public int Threads { get; }

    public string[] Labels { get; }

    public CpuWeights[] Bound { get; }

    public Normalisation Normalisation { get; }

    public Workers Workers { get; }

    /// <summary>Takes a session with room for the images, or for the largest batch.</summary>
    public CpuSession Rent(int images)
    {
        Interlocked.Increment(ref _active);
        if (Volatile.Read(ref _disposed))
        {
            Interlocked.Decrement(ref _active);
            throw new ObjectDisposedException(Plan.Name, "The model was disposed; load it again.");
        }

        try
        {
            return _sessions.Rent(images);
        }
        catch
        {
            // Without memory for a session nothing is under way: Dispose must not wait for it.
            Interlocked.Decrement(ref _active);
            throw;
        }
    }

    public void Return(CpuSession session)
    {
        session.End();
        _sessions.Return(session);
        Interlocked.Decrement(ref _active);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        var spinner = new SpinWait();
        while (Volatile.Read(ref _active) > 0) spinner.SpinOnce();
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
