using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Cpu;

namespace Freeze;

/// <summary>
/// An image classifier that stops early. Generated code derives from it. Instances are thread-safe and allocate nothing per prediction once
/// warm.
/// </summary>
public abstract partial class FrozenModel : IDisposable
{
    private DeviceModel? _loaded;
    private FrozenModelOptions _options = new();
    private volatile ServingCaches? _serving;
    private volatile bool _disposed;

    /// <summary>Layers, probes and memory plan, as the generator wrote them.</summary>
    public abstract ModelPlan Plan { get; }

    /// <summary>The caches in use; null when every request runs to the end.</summary>
    public CacheSet? Caches => _serving?.Caches;

    /// <summary>The device that runs the model.</summary>
    public Device Device => _options.Device ?? Device.Best();

    /// <summary>Threads of the processor that work on one prediction; on a GPU 1, which drives it.</summary>
    public int Threads => Loaded.Threads;

    /// <summary>SHA-256 of the canonical weights' data.</summary>
    public string Weights => Loaded.Weights;

    private DeviceModel Loaded
    {
        get
        {
            ThrowIfDisposed();
            return _loaded ?? throw new InvalidOperationException($"The model is not loaded: use {GetType().Name}.Load(folder).");
        }
    }

    /// <summary>
    /// Loads a model's files from a folder. Files of weights up to 16 MiB are read; larger ones are memory-mapped, and a prediction that finds them
    /// written into fails.
    /// </summary>
    /// <typeparam name="T">The generated class.</typeparam>
    /// <param name="folder">Folder that holds <c>NAME.cpu.safetensors</c> (on a GPU <c>NAME.safetensors</c>) and perhaps
    /// <c>NAME.cache.safetensors</c>. A relative one counts from the program's own folder, wherever the program is started from.</param>
    /// <param name="options">How to load; null for the defaults.</param>
    /// <exception cref="FreezeException">A file is missing, broken, stale or of another model.</exception>
    public static T Load<T>(string folder, FrozenModelOptions? options = null)
        where T : FrozenModel, new()
    {
        var model = new T();
        model.Open(folder, options);
        return model;
    }

    /// <summary>Loads the files of a model that was made by its constructor, for callers that know its type only at run time.</summary>
    /// <param name="folder">Folder of the model's files; a relative one counts from the program's own.</param>
    /// <param name="options">How to load; null for the defaults.</param>
    /// <exception cref="FreezeException">A file is missing, broken, stale or of another model.</exception>
    public void Open(string folder, FrozenModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ThrowIfDisposed();
        if (_loaded is not null) throw new InvalidOperationException("The model is loaded already.");
        _options = options ?? new FrozenModelOptions();
        _options.Audit?.Check();
        folder = Path.GetFullPath(folder, AppContext.BaseDirectory);
        _loaded = Device.Load(Plan, folder, _options);
        var path = Path.Combine(folder, Plan.Name + ".cache.safetensors");
        try
        {
            if (_options.Audit is not null) CheckAudits();
            if (_options.UseCaches && File.Exists(path)) UseCaches(CacheSet.Load(path, Plan));
        }
        catch
        {
            // Another attempt may follow.
            _loaded.Dispose();
            _loaded = null;
            throw;
        }
    }

    /// <summary>Takes other caches, or none. Predictions that are under way finish with those that they started with.</summary>
    /// <param name="caches">Caches fitted to these weights; null switches them off.</param>
    /// <exception cref="FreezeException">
    /// The caches belong to other weights or to another model, or nothing says what their audits should keep.
    /// </exception>
    public void UseCaches(CacheSet? caches)
    {
        var loaded = Loaded;
        loaded.Enter();
        try
        {
            caches?.CheckFits(Plan, loaded.Weights);
            var auditor = caches is not null && _options.Audit is { } audit ? new Auditor(Plan, caches, audit) : null;
            _serving = caches is null ? null : new ServingCaches(caches, auditor);
            if (_options.Audit is not null) Telemetry.Show(this);
        }
        finally
        {
            loaded.Exit();
        }
    }

    /// <summary>Classifies one image that is the network's already: it is neither resized nor cropped.</summary>
    /// <param name="rgb">
    /// Interleaved bytes, [height][width][channels] at the model's size, red first whatever the network's order; a network of one channel
    /// takes grey or RGB.
    /// </param>
    public Prediction Predict(ReadOnlySpan<byte> rgb)
    {
        Prediction result = default;
        Predict(rgb, new Span<Prediction>(ref result));
        return result;
    }

    /// <summary>Classifies one picture of any size, which is stretched, or resized and cropped, as the definition says.</summary>
    /// <param name="rgb">
    /// Interleaved bytes, [height][width][channels], upright, red first; a network of one channel takes grey or RGB.
    /// </param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="FreezeException">Pixels and size contradict each other.</exception>
    public Prediction Predict(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var sized = Images.AtSize(rgb, width, height, Plan.Input, out var rented);
        try
        {
            return Predict(sized);
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>Classifies one image given as the network's own input.</summary>
    /// <param name="tensor">Normalised values, [channels][height][width], as the ONNX model takes them.</param>
    public Prediction Predict(ReadOnlySpan<float> tensor)
    {
        Prediction result = default;
        Predict(tensor, new Span<Prediction>(ref result));
        return result;
    }

    /// <summary>Classifies several images.</summary>
    /// <param name="images">Interleaved bytes at the model's size, red first, one image after the other.</param>
    /// <param name="results">One prediction for each image.</param>
    public void Predict(ReadOnlySpan<byte> images, Span<Prediction> results)
    {
        var own = Images.Own(images, results.Length, Plan.Input, out var rented);
        try
        {
            var serving = _serving;
            Do(new Job(results.Length)
            {
                Pixels = own, Caches = serving?.Caches, Auditor = serving?.Auditor, Watcher = Volatile.Read(ref _watcher),
                Predictions = results,
            });
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>Classifies several images given as the network's own input.</summary>
    /// <param name="tensors">Normalised values, [image][channels][height][width].</param>
    /// <param name="results">One prediction for each image.</param>
    public void Predict(ReadOnlySpan<float> tensors, Span<Prediction> results)
    {
        Images.CheckLength(tensors.Length, results.Length, Plan.Input, "values");
        var serving = _serving;
        Do(new Job(results.Length)
        {
            Tensors = tensors, Caches = serving?.Caches, Auditor = serving?.Auditor, Watcher = Volatile.Read(ref _watcher), Predictions = results,
        });
    }

    /// <summary>Runs the whole network, past every probe.</summary>
    /// <param name="tensors">Normalised values, [image][channels][height][width].</param>
    /// <param name="outputs">The network's outputs, [image][classes].</param>
    /// <param name="count">Number of images.</param>
    public void Run(ReadOnlySpan<float> tensors, Span<float> outputs, int count)
    {
        Images.CheckLength(tensors.Length, count, Plan.Input, "values");
        Images.CheckOutputs(outputs.Length, count, Plan.Classes);
        Do(new Job(count) { Tensors = tensors, Outputs = outputs });
    }

    /// <summary>
    /// Does what the first requests would otherwise wait for: touches every page of the weights, and the activations of one image and of a
    /// batch. It counts nowhere: neither in metrics nor in audits.
    /// </summary>
    /// <param name="batch">Images of the largest batch to come.</param>
    public void WarmUp(int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);

        // Past every probe first: blank images might leave at the first one.
        Run(new float[Plan.Input.Values], new float[Plan.Classes], count: 1);
        foreach (var count in batch == 1 ? [1] : new[] { 1, batch })
        {
            var (images, results) = (new byte[count * Plan.Input.Values], new Prediction[count]);
            Do(new Job(count) { Pixels = images, Caches = Caches, Predictions = results, IsWarmUp = true });
        }
    }

    /// <summary>Runs the whole network and shows every probe's pooled activation, for fitting caches.</summary>
    /// <param name="images">Interleaved bytes at the model's size, red first, one image after the other.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="grids">Side of the pooling grid for each probe; 0 leaves a probe out.</param>
    /// <param name="handler">Receives the pooled activations, on the calling thread; what it throws ends the call and reaches its caller.</param>
    /// <param name="outputs">The network's outputs, [image][classes].</param>
    public void Observe(ReadOnlySpan<byte> images, int count, IReadOnlyList<int> grids, PooledActivationHandler handler, Span<float> outputs)
    {
        ArgumentNullException.ThrowIfNull(grids);
        ArgumentNullException.ThrowIfNull(handler);
        Images.CheckOutputs(outputs.Length, count, Plan.Classes);
        if (grids.Count != Plan.Probes.Count) throw new FreezeException($"{grids.Count} grids were given for {Plan.Probes.Count} probes.");
        var own = Images.Own(images, count, Plan.Input, out var rented);
        try
        {
            Do(new Job(count) { Pixels = own, Observer = handler, Grids = grids, Outputs = outputs });
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>
    /// Frees weights and activations after the predictions that are under way, which it waits for. Called from a handler in the middle of a
    /// prediction, of this model or of another one, it returns at once and the last prediction frees them. Later calls throw an
    /// <see cref="ObjectDisposedException"/>; disposing again does nothing.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the model holds.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _disposed = true;
        _loaded?.Dispose();
        Telemetry.Hide(this);
    }

    /// <summary>The network, layer by layer. Generated.</summary>
    /// <param name="s">The pass to drive.</param>
    protected abstract void Forward(Session s);

    /// <summary>
    /// Passes a job's images through the network, as many at a time as a session has room for. What handlers throw is thrown when all is done.
    /// </summary>
    internal void Do(in Job job)
    {
        var (loaded, errors, alarm) = (Loaded, default(HandlerErrors), default(Auditor));
        loaded.Enter();
        try
        {
            Pass(loaded, job, ref alarm, ref errors);
        }
        catch (Exception error) when (alarm is not null)
        {
            // An alarm is raised once: what failed after it must not make it unheard.
            errors.Add(error);
        }
        finally
        {
            loaded.Exit();
        }

        if (alarm is not null) Act(alarm, job.Stream, ref errors);
        errors.Throw();
    }

    private void Pass(DeviceModel loaded, in Job job, ref Auditor? alarm, ref HandlerErrors errors)
    {
        for (var first = 0; first < job.Count;)
        {
            var session = loaded.Rent(job.Count - first);
            try
            {
                var count = Math.Min(session.Capacity, job.Count - first);
                session.Begin(job, first, count);
                Forward(session);
                session.CopyAnswers(job, first, count);
                alarm = session.Close() ?? alarm;
                errors.Take(ref session.Errors);
                if (!job.Predictions.IsEmpty && !job.IsWarmUp) Telemetry.Predicted(Plan, job.Predictions.Slice(first, count), ref errors);
                first += count;
            }
            finally
            {
                loaded.Return(session);
            }
        }
    }

    private void ThrowIfDisposed()
    {
        if (_disposed) throw new ObjectDisposedException(Plan.Name, "The model was disposed; load it again.");
    }
}
