using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Calibration.Learned;

namespace Freeze.Calibration.Online;

/// <summary>
/// Refits a model's caches to its own traffic, on a thread of low priority. Requests that ran to the end, misses and audited hits, are kept; new caches
/// run in the shadow until their bound is within the risk and they save more than those in use; then the model takes them. Predictions never wait.
/// </summary>
/// <remarks>
/// The k-th caches in the shadow may pass by mistake with probability (1 - confidence) * 6 / (pi^2 k^2), so all of them together with 1 - confidence. What
/// was certified is the stream that they were tried on; the model's audits go on from there.
/// </remarks>
public sealed class OnlineRefit : IPassWatcher, IDisposable
{
    private readonly FrozenModel _model;
    private readonly OnlineRefitOptions _options;
    private readonly PredictorShape[] _shapes;
    private readonly int[] _lengths;
    private readonly double _risk;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private KeptRequests _kept;
    private KeptRequests _spare;
    private volatile Shadow? _shadow;
    private volatile string? _error;
    private int _fits;
    private int _tried;
    private int _taken;
    private int _givenUp;
    private int _pending;

    /// <summary>Starts to watch a model.</summary>
    /// <param name="model">A loaded model; it should audit, or hits are never seen.</param>
    /// <param name="options">How to refit; null for the defaults.</param>
    /// <exception cref="FreezeException">The options make no sense, or nothing says what risk to keep.</exception>
    public OnlineRefit(FrozenModel model, OnlineRefitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _options) = (model, options ?? new OnlineRefitOptions());
        _options.Check();
        _risk = _options.Risk ?? model.Audits?.Risk ?? model.Caches?.Certificate?.Risk
            ?? throw new FreezeException("Neither audits nor a certificate say what refitted caches should keep: set OnlineRefitOptions.Risk, such as 0.01.");
        _shapes = PredictorShape.Choose(model.Plan, null, _options.HiddenUnits);
        _lengths = [.. _shapes.Select((shape, k) => model.Plan.Probes[k].Shape.Channels * shape.Grid * shape.Grid)];
        Grids = [.. _shapes.Select(shape => shape.Grid)];
        (_kept, _spare) = (new KeptRequests(model.Plan, _shapes, _options.Requests), new KeptRequests(model.Plan, _shapes, _options.Requests));
        _thread = new Thread(Work) { IsBackground = true, Priority = ThreadPriority.Lowest, Name = "Freeze refit" };
        _thread.Start();
        model.PromiseChanged += OnPromiseChanged;
        model.Watch(this);
    }

    /// <summary>Side of the pooling grid for each probe; 0 where a look-up cannot pay.</summary>
    public IReadOnlyList<int> Grids { get; }

    /// <summary>What has been done so far.</summary>
    public RefitReport Report
    {
        get
        {
            var shadow = _shadow;
            return new RefitReport(
                Volatile.Read(ref _kept).Count, Volatile.Read(ref _fits), Volatile.Read(ref _taken), Volatile.Read(ref _givenUp), shadow?.Requests ?? 0, shadow?.Bound ?? 1, _error);
        }
    }

    /// <summary>Waits until all has been done that the requests so far allow.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    public void Wait(CancellationToken cancellation = default)
    {
        Wake();
        while (Volatile.Read(ref _pending) > 0) cancellation.WaitHandle.WaitOne(5);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Passed(int requests, int hits)
    {
        if (_shadow is not { } shadow) return;
        var before = shadow.Requests;
        shadow.Passed(requests, hits);
        if (before / 128 != shadow.Requests / 128) Wake();
    }

    /// <inheritdoc/>
    public void Saw(in WatchedRequest request)
    {
        _shadow?.Saw(request);

        // Whoever meets another here goes on: a request less to learn from is better than one that waits.
        if (!_lock.TryEnter()) return;
        try
        {
            _kept.Add(request);
            if (!_kept.IsFull || _shadow is not null) return;
        }
        finally
        {
            _lock.Exit();
        }

        if (Volatile.Read(ref _pending) == 0) Wake();
    }

    /// <summary>Stops watching and fitting; the model keeps the caches that it has.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _model.Watch(null);
        _model.PromiseChanged -= OnPromiseChanged;
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
        _work.Dispose();
    }

    // What came before the alarm is not what comes now.
    private void OnPromiseChanged(object? sender, PromiseChangedEventArgs e)
    {
        lock (_lock) _kept.Clear();
        _shadow = null;
    }

    private void Wake()
    {
        if (_stop.IsCancellationRequested) return;
        Interlocked.Increment(ref _pending);
        _work.Release();
    }

    private void Work()
    {
        while (true)
        {
            try
            {
                _work.Wait(_stop.Token);
                if (_shadow is { } shadow) Judge(shadow);
                else if (Volatile.Read(ref _kept).IsFull) Fit();
            }
            catch (OperationCanceledException)
            {
                Volatile.Write(ref _pending, 0);
                return;
            }
            catch (Exception error) when (error is FreezeException or InvalidOperationException)
            {
                _error = error.Message;
            }

            Interlocked.Decrement(ref _pending);
        }
    }

    private void Fit()
    {
        KeptRequests full;
        lock (_lock)
        {
            (full, _kept) = (_kept, _spare);
            _kept.Clear();
        }

        var present = _model.Caches;
        var caches = new ShadowFitter(_model, _options, _shapes, _risk).Fit(full, _fits, _stop.Token);
        _spare = full;
        Interlocked.Increment(ref _fits);

        // An alarm in the meantime means that they were fitted to what is past.
        if (caches is null || _model.Caches != present) return;
        var k = (double)++_tried;
        _shadow = new Shadow(_model.Plan, caches, present, _lengths, (1 - _options.Confidence) * 6 / (Math.PI * Math.PI * k * k));
    }

    private void Judge(Shadow shadow)
    {
        var bound = shadow.Bound;
        if (bound <= _risk && shadow.Saved > 0)
        {
            var caches = new CacheSet { Weights = _model.Weights, Probes = shadow.Caches.Probes, Certificate = Certify(shadow, bound) };
            _shadow = null;
            _model.UseCaches(caches);
            Interlocked.Increment(ref _taken);
            if (_options.Folder is { } folder) caches.Save(Path.Combine(folder, _model.Plan.Name + ".cache.safetensors"), _model.Plan);
        }
        else if (shadow.Requests > _options.Patience / _risk)
        {
            _shadow = null;
            Interlocked.Increment(ref _givenUp);
        }
    }

    private Certificate Certify(Shadow shadow, double bound) => new()
    {
        Risk = _risk,
        Confidence = _options.Confidence,
        Images = (int)Math.Min(int.MaxValue, shadow.Observed),
        Disagreements = (int)Math.Min(int.MaxValue, shadow.Wrong),
        Bound = bound,
        Weights = _model.Weights,
        Preprocessing = _model.Plan.Input.Describe(),
        Precision = "float32",
        Device = _model.Device.Name,
        Thresholds = [.. shadow.Caches.Probes.Select(cache => cache?.Threshold ?? float.PositiveInfinity)],
        SamplingUnit = "request seen online",
        Seed = _options.Seed,
    };
}
