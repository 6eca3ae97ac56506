using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Calibration.Learned;

namespace Freeze.Calibration.Online;

/// <summary>
/// Refits a model's caches to its own traffic, on a thread of low priority. Requests that ran to the end, misses and audited hits, are kept; new
/// caches run in the shadow until their bound is within the risk and they save more than those in use; then the model takes them. Predictions never
/// wait.
/// </summary>
/// <remarks>
/// The k-th caches in the shadow may pass by mistake with probability (1 - confidence) * 6 / (pi^2 k^2), so all of them together with 1 - confidence.
/// What was certified is the stream that they were tried on; the model's audits go on from there.
/// </remarks>
public sealed class OnlineRefit : IPassWatcher, IDisposable
{
    private readonly FrozenModel _model;
    private readonly OnlineRefitOptions _options;
    private readonly PredictorShape[] _shapes;
    private readonly int[] _lengths;
    private readonly double _risk;
    private readonly Lock _lock = new();
    private readonly BackgroundWork _work;
    private KeptRequests _kept;
    private KeptRequests _spare;
    private volatile Shadow? _shadow;
    private CacheSet? _unsaved;
    private int _fits;
    private int _tried;
    private int _taken;
    private int _givenUp;

    /// <summary>Starts to watch a model.</summary>
    /// <param name="model">A loaded model; it should audit, or hits are never seen.</param>
    /// <param name="options">How to refit; null for the defaults.</param>
    /// <exception cref="FreezeException">The options make no sense, or nothing says what risk to keep.</exception>
    public OnlineRefit(FrozenModel model, OnlineRefitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _options) = (model, options ?? new OnlineRefitOptions());
        _options.Check();
        _risk = _options.Risk ?? model.Audits?.Risk ?? model.Caches?.Certificate?.Risk ?? throw new FreezeException(
            "Neither audits nor a certificate say what refitted caches should keep: set OnlineRefitOptions.Risk, such as 0.01.");
        _shapes = PredictorShape.Choose(model.Plan, null, _options.HiddenUnits);
        _lengths = [.. _shapes.Select((shape, k) => model.Plan.Probes[k].Shape.Channels * shape.Grid * shape.Grid)];
        Grids = [.. _shapes.Select(shape => shape.Grid)];
        _kept = new KeptRequests(model.Plan, _shapes, _options.Requests);
        _spare = new KeptRequests(model.Plan, _shapes, _options.Requests);
        _work = new BackgroundWork("Freeze refit", Work);
        try
        {
            model.PromiseChanged += OnPromiseChanged;
            model.Watch(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Side of the pooling grid for each probe; 0 where a look-up cannot pay.</summary>
    public IReadOnlyList<int> Grids { get; }

    /// <summary>What has been done so far.</summary>
    public RefitReport Report
    {
        get
        {
            var (kept, shadow) = (Volatile.Read(ref _kept).Count, _shadow);
            int fits = Volatile.Read(ref _fits), taken = Volatile.Read(ref _taken), givenUp = Volatile.Read(ref _givenUp);
            return new RefitReport(kept, fits, taken, givenUp, shadow?.Requests ?? 0, shadow?.Bound ?? 1, _work.Error);
        }
    }

    /// <summary>Waits until all has been done that the requests so far allow.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    public void Wait(CancellationToken cancellation = default)
    {
        _work.Ask();
        _work.Wait(cancellation);
    }

    /// <inheritdoc/>
    public object? Begin() => _shadow;

    /// <inheritdoc/>
    public void Passed(object? pass, int requests, int hits)
    {
        if (pass is not Shadow shadow) return;
        var before = shadow.Requests;
        shadow.Passed(requests, hits);
        if (before / 128 != shadow.Requests / 128) _work.Ask();
    }

    /// <inheritdoc/>
    public void Saw(object? pass, in WatchedRequest request)
    {
        (pass as Shadow)?.Saw(request);

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

        if (!_work.IsPending) _work.Ask();
    }

    /// <summary>Stops watching and fitting; the model keeps the caches that it has. Predictions may be under way.</summary>
    public void Dispose()
    {
        // Somebody else may watch by now.
        _model.Unwatch(this);
        _model.PromiseChanged -= OnPromiseChanged;
        _work.Dispose();
    }

    // What came before the alarm is not what comes now.
    private void OnPromiseChanged(object? sender, PromiseChangedEventArgs e)
    {
        lock (_lock) _kept.Clear();
        _shadow = null;
    }

    private void Work(CancellationToken cancellation)
    {
        try
        {
            if (_shadow is { } shadow) Judge(shadow);
            else if (Volatile.Read(ref _kept).IsFull) Fit(cancellation);
        }
        finally
        {
            Save();
        }
    }

    // What could not be saved, on a disk that was full, is tried again with the next work; Report.Error says why meanwhile.
    private void Save()
    {
        if (_unsaved is null || _options.FullFolder is not { } folder) return;
        _unsaved.Save(Path.Combine(folder, _model.Plan.Name + ".cache.safetensors"), _model.Plan);
        _unsaved = null;
    }

    private void Fit(CancellationToken cancellation)
    {
        KeptRequests full;
        lock (_lock)
        {
            (full, _kept) = (_kept, _spare);
            _kept.Clear();
        }

        // Whatever happens to the fit, two stores stay two.
        _spare = full;
        var present = _model.Caches;
        var plan = new ShadowFitter(_model, _options, _shapes, _risk).Fit(full, _fits, cancellation);
        Interlocked.Increment(ref _fits);

        // An alarm in the meantime means that they were fitted to what is past.
        if (plan is null || _model.Caches != present) return;
        var k = (double)++_tried;
        _shadow = new Shadow(_model.Plan, plan, present, _lengths, (1 - _options.Confidence) * 6 / (Math.PI * Math.PI * k * k));
    }

    private void Judge(Shadow shadow)
    {
        if (shadow.Best(_risk) is >= 0 and var rung)
        {
            var caches = shadow.Certify(rung, _model, _options, _risk);
            _shadow = null;
            _model.UseCaches(caches);
            Interlocked.Increment(ref _taken);
            _unsaved = caches;
        }
        else if (shadow.Requests > _options.Patience / (_risk * shadow.Seen) || shadow.Requests > 10 / _risk && shadow.IsHopeless(_risk))
        {
            _shadow = null;
            Interlocked.Increment(ref _givenUp);
        }
    }
}
