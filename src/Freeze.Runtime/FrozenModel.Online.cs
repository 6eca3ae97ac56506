using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Caching.Streams;

namespace Freeze;

/// <summary>What a model does about its caches while it works.</summary>
public abstract partial class FrozenModel
{
    private IPassWatcher? _watcher;

    /// <summary>
    /// Told when audits find the promise in danger and have raised thresholds, switched probes off or weakened a stream. Raised on the thread whose
    /// prediction gave the last evidence, after its answer is there. What a handler throws reaches that thread's caller once all handlers have been
    /// told of all changes; where several throw, as one <see cref="AggregateException"/>.
    /// </summary>
    public event EventHandler<PromiseChangedEventArgs>? PromiseChanged;

    /// <summary>What audits have found out since the thresholds in force were taken; null without audits or caches.</summary>
    public AuditReport? Audits => _serving?.Auditor?.Report();

    /// <summary>
    /// Starts a stream of predictions for images that resemble their neighbours. Its promise rests on its own audits, not on the offline certificate.
    /// </summary>
    /// <param name="options">How it uses what it saw; null for the defaults.</param>
    /// <exception cref="FreezeException">The options make no sense, or neither they nor a certificate say what to keep.</exception>
    public PredictionStream CreateStream(StreamOptions? options = null)
    {
        CheckAudits();
        return new PredictionStream(this, options ?? new StreamOptions());
    }

    /// <summary>
    /// Shows requests that run to the end to a watcher that fits caches; predictions of streams are not shown. What the watcher throws ends what it
    /// sees of that pass and reaches the caller of the prediction after its answers are there.
    /// </summary>
    /// <param name="watcher">Who sees them; null for nobody.</param>
    /// <exception cref="FreezeException">Its grids do not fit the model.</exception>
    public void Watch(IPassWatcher? watcher)
    {
        if (watcher is not null && watcher.Grids.Count != Plan.Probes.Count)
            throw new FreezeException($"{watcher.Grids.Count} grids were given for {Plan.Probes.Count} probes.");
        if (watcher is not null) CheckAudits();
        Volatile.Write(ref _watcher, watcher);
    }

    /// <summary>Shows requests no longer to somebody; passes that are under way go on showing theirs.</summary>
    /// <param name="watcher">Who saw them. Whoever watches in its place by now goes on watching.</param>
    public void Unwatch(IPassWatcher watcher) => Interlocked.CompareExchange(ref _watcher, null, watcher);

    /// <summary>Acts on an alarm. Predictions that are under way finish with the thresholds that they started with.</summary>
    private void Act(Auditor alarm, PredictionStream? stream, ref HandlerErrors errors)
    {
        var report = alarm.Report();
        if (stream?.Weaken() == true)
        {
            Raise(new PromiseChangedEventArgs(null, PromiseChange.StreamWeakened, report), ref errors);
            return;
        }

        // Whoever took other caches in the meantime knows better; a stream's alarm counts while its model has the same caches.
        var serving = _serving;
        if (serving is null || serving.Caches != alarm.Caches) return;
        var tightening = alarm.Tighten();
        var auditor = serving.Auditor is { } own ? new Auditor(Plan, tightening.Caches, own.Options, own) : null;
        if (Interlocked.CompareExchange(ref _serving, new ServingCaches(tightening.Caches, auditor), serving) != serving) return;
        foreach (var (probe, change) in tightening.Changes)
            Raise(new PromiseChangedEventArgs(Plan.Probes[probe].Name, change, report), ref errors);
    }

    private void Raise(PromiseChangedEventArgs change, ref HandlerErrors errors)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(PromiseChanged))
        {
            try
            {
                handler(this, change);
            }
            catch (Exception error)
            {
                errors.Add(error);
            }
        }
    }

    private void CheckAudits()
    {
        if (!Loaded.CanAudit)
            throw new FreezeException($"Audits, streams and refitting run on the CPU only; this model runs on '{Device.Name}'. Load it with Device.Cpu.");
    }
}
