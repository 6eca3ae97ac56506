using System.Diagnostics;
using System.Diagnostics.Metrics;
using Freeze.Caching.Audits;
using Freeze.Hosting.Batching;
using Freeze.Hosting.Models;
using Freeze.Hosting.Statistics;
using Microsoft.Extensions.Logging;

namespace Freeze.Hosting;

/// <summary>
/// A model in a host. Images of many callers are batched, and the model can be replaced while it answers. <c>services.AddFreeze</c> makes it;
/// members are thread-safe.
/// </summary>
public abstract class FreezeService : IDisposable, IBatchEngine
{
    private readonly Func<FrozenModel> _create;
    private readonly ILogger _logger;
    private readonly ServiceStatistics _statistics;
    private readonly Telemetry _telemetry;
    private readonly RequestQueue _queue;
    private readonly Reception _reception;
    private readonly ModelSlot _slot = new();
    private readonly Lock _loading = new();
    private BatchPump? _pump;
    private FolderWatch? _watch;
    private int _generations;
    private long _alarms;
    private volatile FreezeAlarm? _lastAlarm;
    private volatile string? _reloadProblem;
    private bool _stopping, _disposed;

    private protected FreezeService(Func<FrozenModel> create, FreezeOptions options, IMeterFactory meters, ILoggerFactory loggers)
    {
        (_create, Options) = (create, options);
        using (var model = create()) Plan = model.Plan;
        _logger = loggers.CreateLogger("Freeze.Hosting." + Plan.Name);
        _statistics = new([.. Plan.Probes.Select(probe => probe.Name), Prediction.End]);
        _queue = new(options.QueueLength, options.WorkerCount, options.BatchDelay);
        _telemetry = new(meters, Plan.Name, () => _queue.Count, () => _slot.Current);
        _reception = new(Plan.Input, _queue, options.QueueLength, _statistics, _telemetry);
    }

    /// <summary>The settings in force.</summary>
    public FreezeOptions Options { get; }

    /// <summary>Layers, probes and input of the model.</summary>
    public ModelPlan Plan { get; }

    /// <summary>
    /// Why the last attempt to load the model anew failed; null when it did not. The model from before answers meanwhile.
    /// </summary>
    public string? ReloadProblem => _reloadProblem;

    /// <summary>Whether a model is loaded and the host is not stopping.</summary>
    public bool IsReady => !Volatile.Read(ref _stopping) && _slot.Current is not null;

    /// <summary>The model in use.</summary>
    /// <exception cref="FreezeUnavailableException">The host has not started.</exception>
    public FreezeModelInfo Model
    {
        get
        {
            var generation = _slot.Enter();
            var info = Describe(generation);
            generation.Exit();
            return info;
        }
    }

    /// <summary>Classifies one image. The pixels are copied before this returns; await the result once.</summary>
    /// <param name="rgb">
    /// Interleaved bytes, [height][width][channels], upright, red first; a network of one channel takes grey or RGB. The picture is
    /// stretched to the network's size, or resized and cropped, as the definition says.
    /// </param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="stream">Name of the camera or the like whose next frame this is; null for an image by itself.</param>
    /// <exception cref="FreezeException">Pixels and size contradict each other, or the stream's name is too long.</exception>
    /// <exception cref="FreezeUnavailableException">Too many images wait already, or the host is stopping.</exception>
    public ValueTask<Prediction> PredictAsync(ReadOnlySpan<byte> rgb, int width, int height, string? stream = null) =>
        _reception.Accept(rgb, width, height, stream);

    /// <summary>Classifies several images: all of them are accepted, or none.</summary>
    /// <param name="images">The images, in any sizes.</param>
    /// <param name="stream">Name of the stream whose next frames these are; null for images by themselves.</param>
    /// <exception cref="FreezeException">An image's pixels and size contradict each other, or the stream's name is too long.</exception>
    /// <exception cref="FreezeUnavailableException">Too many images wait already, or the host is stopping.</exception>
    public ValueTask<Prediction[]> PredictAsync(IReadOnlyList<Pixels> images, string? stream = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _reception.Accept(images, stream);
    }

    /// <summary>
    /// Classifies one image and ranks its most likely classes. The pixels are copied before this returns; await the result once.
    /// </summary>
    /// <param name="rgb">Interleaved bytes, as for <see cref="PredictAsync(ReadOnlySpan{byte}, int, int, string?)"/>.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="k">How many classes at most; at an early exit there may be only one, see <see cref="TopKPrediction.Classes"/>.</param>
    /// <param name="stream">Name of the camera or the like whose next frame this is; null for an image by itself.</param>
    /// <exception cref="FreezeException">No class is asked for, pixels and size contradict each other, or the name is too long.</exception>
    /// <exception cref="FreezeUnavailableException">Too many images wait already, or the host is stopping.</exception>
    public ValueTask<TopKPrediction> PredictTopKAsync(ReadOnlySpan<byte> rgb, int width, int height, int k, string? stream = null) =>
        _reception.AcceptTopK(rgb, width, height, Room(k), stream);

    /// <summary>Classifies several images and ranks the most likely classes of each: all of them are accepted, or none.</summary>
    /// <param name="images">The images, in any sizes.</param>
    /// <param name="k">How many classes at most; at an early exit there may be only one, see <see cref="TopKPrediction.Classes"/>.</param>
    /// <param name="stream">Name of the stream whose next frames these are; null for images by themselves.</param>
    /// <exception cref="FreezeException">
    /// No class is asked for, an image's pixels and size contradict each other, or the name is too long.
    /// </exception>
    /// <exception cref="FreezeUnavailableException">Too many images wait already, or the host is stopping.</exception>
    public ValueTask<TopKPrediction[]> PredictTopKAsync(IReadOnlyList<Pixels> images, int k, string? stream = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _reception.AcceptTopK(images, Room(k), stream);
    }

    /// <summary>
    /// Loads the model's files anew. Requests are answered by the present model until the new one is warm; then that one is drained and disposed.
    /// </summary>
    /// <exception cref="FreezeException">
    /// The files are missing, broken or of another model; the present model stays, and <see cref="ReloadProblem"/> says why.
    /// </exception>
    public FreezeModelInfo Reload()
    {
        try
        {
            var info = Load();
            _reloadProblem = null;
            _telemetry.Reload(succeeded: true);
            Log.Replaced(_logger, info.Name, info.Generation);
            return info;
        }
        catch (Exception error)
        {
            _reloadProblem = error.Message;
            _telemetry.Reload(succeeded: false);
            Log.ReloadFailed(_logger, Plan.Name, error.Message);
            if (error is FreezeException) throw;
            throw new FreezeException($"{Plan.Name} could not be loaded anew: {error.Message}", error);
        }
    }

    /// <summary>Figures of this moment.</summary>
    public FreezeSnapshot Snapshot()
    {
        var generation = _slot.Current;
        return new()
        {
            Answered = _statistics.Answered,
            Failed = _statistics.Failed,
            Refused = _statistics.Refused,
            Batches = _statistics.Batches,
            Exits = _statistics.Exits(),
            Latency = _statistics.Latency.Since(),
            Queue = _queue.Count,
            Streams = generation?.Streams.Count ?? 0,
            Images = generation?.Images ?? 0,
            StreamFrames = generation?.Streams.Frames ?? 0,
            Generation = generation?.Number ?? 0,
            Audits = generation is null ? null : Online.Audits(generation.Model),
            StreamAudits = generation?.Streams.Audits,
            Refit = generation?.Refit,
            Alarms = Interlocked.Read(ref _alarms),
            LastAlarm = _lastAlarm,

            // Read last: an image is never answered before it was accepted.
            Accepted = _statistics.Accepted,
        };
    }

    /// <summary>Accepts nothing more, answers what waits, and disposes the model.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    IBatchRunner IBatchEngine.CreateRunner() => new ModelRunner(_slot, Plan.Input.Values, Options.MaxBatch);

    /// <summary>Loads the model and starts to answer.</summary>
    internal void Start()
    {
        var files = FileState.Of(Options.FullFolder, Plan.Name);
        Load();
        _pump = new(this, Plan.Name, _queue, Options, _statistics, _telemetry, _logger);
        if (!Options.ReloadOnChange) return;
        _watch = new(Options.FullFolder, Plan.Name, files, Options.ReloadDelay, OnFilesChanged);
        Log.Watching(_logger, Plan.Name, Options.FullFolder);
    }

    /// <summary>The host is stopping: no longer ready, though what arrives is still answered.</summary>
    internal void BeginStop() => Volatile.Write(ref _stopping, true);

    /// <summary>Frees what the service holds.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || Interlocked.Exchange(ref _disposed, true)) return;
        BeginStop();
        _watch?.Dispose();
        _pump?.Dispose();
        lock (_loading) _slot.Replace(null);
        if (_pump is not null) Log.Stopped(_logger, Plan.Name, _statistics.Accepted, _statistics.Answered, _statistics.Failed, _statistics.Refused);
    }

    private void OnFilesChanged()
    {
        try
        {
            Reload();
        }
        catch (Exception)
        {
            // It was logged, and the present model stays: the next change of a file is the next chance.
        }
    }

    private void OnPromiseChanged(object? sender, PromiseChangedEventArgs change)
    {
        Interlocked.Increment(ref _alarms);
        _lastAlarm = new(DateTimeOffset.UtcNow, change.Change, change.Probe, change.Bound);
        try
        {
            _telemetry.Alarm(change.Change);
            if (change.Probe is { } probe) Log.Alarm(_logger, Plan.Name, probe, change.Change, change.Bound, change.Report.Risk);
            else Log.StreamAlarm(_logger, Plan.Name, change.Bound, change.Report.Risk);
        }
        catch (Exception)
        {
            // A log or a listener that fails must not fail the requests that gave the evidence: their answers are there, and the alarm is counted.
        }
    }

    private int Room(int k) =>
        k >= 1 ? Math.Min(k, Plan.Classes) : throw new FreezeException($"The {k} most likely classes were asked for; ask for 1 at least.");

    private FreezeModelInfo Load()
    {
        lock (_loading)
        {
            if (_disposed) throw new FreezeException($"{Plan.Name} is not loaded anew: the host is stopping.");
            var start = Stopwatch.GetTimestamp();
            var model = _create();
            ModelGeneration next;
            try
            {
                Online.Load(model, Options);
                if (Options.WarmUp) model.WarmUp(Options.MaxBatch);
                next = new ModelGeneration(model, _generations + 1, Options, number => Log.Drained(_logger, Plan.Name, number));
            }
            catch
            {
                model.Dispose();
                throw;
            }

            _generations++;
            model.PromiseChanged += OnPromiseChanged;
            var info = Describe(next);
            _slot.Replace(next);
            var promise = info.Certificate is { } c ? FormattableString.Invariant($"certified: at most {c.Risk:0.##%} differ")
                : info.HasCaches ? "caches without a certificate" : "no caches";
            Log.Loaded(_logger, info.Name, Options.FullFolder, Stopwatch.GetElapsedTime(start).TotalMilliseconds, info.Weights[..12], promise);
            return info;
        }
    }

    private FreezeModelInfo Describe(ModelGeneration generation)
    {
        var (model, caches) = (generation.Model, generation.Model.Caches);
        return new(Plan.Name, generation.Number, model.Weights, caches is not null, caches?.Certificate)
        {
            Caches = caches?.Sha256(Plan),
            CachesWritten = caches?.Written,
            IsTightened = caches is { Certificate: null } && caches != generation.LoadedCaches,
        };
    }
}
