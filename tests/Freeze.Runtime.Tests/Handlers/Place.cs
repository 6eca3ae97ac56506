using System.Diagnostics.Metrics;
using Freeze.Caching.Audits;
using Freeze.Caching.Streams;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Runtime.Tests.Handlers;

/// <summary>
/// A model whose calls lead to one of the places where code of others runs: every event and callback of src/Freeze.Runtime. That code acts once, on
/// the thread of the test.
/// </summary>
internal sealed class Place : IPassWatcher, IDisposable
{
    /// <summary>The places.</summary>
    public static readonly string[] Names =
    [
        "PromiseChanged", "PromiseChanged of a stream", "handler of Observe", "watcher's Grids", "watcher's Begin", "watcher's Saw", "watcher's Passed",
        "listener of freeze.predictions", "listener of freeze.audits", "listener of freeze.audit.disagreements",
    ];

    private static readonly byte[] s_known = TinyFolder.Pixels(100);

    private readonly string _name;
    private readonly Action<Place> _act;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly TinyFolder _folder = new();
    private readonly MeterListener _listener = new();
    private readonly PredictionStream? _stream;

    public Place(string name, Action<Place> act)
    {
        (_name, _act) = (name, act);
        using (var plain = _folder.Load()) Truth = plain.Predict(s_known);
        var risk = IsAlarm ? 0.05 : 0.9;
        Model = FrozenModel.Load<TinyNet>(_folder.Path, new() { Threads = 1, BatchInvariant = true, Audit = new() { Share = 1, Risk = risk } });
        var cache = TinyFolder.Exact(Model, 0, 0.9f, (s_known, (Truth.Class + 1) % 5), (TinyFolder.Pixels(101), Truth.Class));
        Model.UseCaches(TinyFolder.Caches(Model, cache, null));
        Model.PromiseChanged += (_, _) => Act("PromiseChanged");
        Model.PromiseChanged += (_, _) => Act("PromiseChanged of a stream");
        Model.PromiseChanged += (_, _) => Told++;
        if (name.StartsWith("watcher", StringComparison.Ordinal)) Model.Watch(this);
        if (name.EndsWith("stream", StringComparison.Ordinal))
            _stream = Model.CreateStream(new StreamOptions { RecentKeys = 0, Audit = new() { Share = 1, Risk = risk } });
        if (!name.StartsWith("listener", StringComparison.Ordinal)) return;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Freeze" && "listener of " + instrument.Name == name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Act(name));
        _listener.Start();
    }

    public TinyNet Model { get; }

    /// <summary>What the whole network answers, as every request here is audited.</summary>
    public Prediction Truth { get; }

    /// <summary>Whether the code has acted.</summary>
    public bool HasActed { get; private set; }

    /// <summary>How often the handler behind the one that acts was told.</summary>
    public int Told { get; private set; }

    /// <summary>Requests that the watcher was shown.</summary>
    public int Shown { get; private set; }

    public bool IsAlarm => _name.StartsWith("PromiseChanged", StringComparison.Ordinal);

    public bool IsWatcher => _name.StartsWith("watcher", StringComparison.Ordinal);

    public IReadOnlyList<int> Grids
    {
        get
        {
            // Once when it begins to watch, which is not yet a prediction.
            if (HasBegun) Act("watcher's Grids");
            return [1, 1];
        }
    }

    private bool HasBegun { get; set; }

    /// <summary>One call that may lead to the place; its answer is there even where the call throws.</summary>
    public void Call(Prediction[] answer)
    {
        HasBegun = true;
        if (_stream is not null) _stream.Predict(s_known, answer);
        else if (_name == "handler of Observe") Model.Observe(s_known, 1, [1, 1], (_, _, _) => Act(_name), new float[5]);
        else Model.Predict(s_known, answer);
    }

    public object? Begin()
    {
        Act("watcher's Begin");
        return this;
    }

    public void Passed(object? pass, int requests, int hits)
    {
        Assert.Same(this, pass);
        Act("watcher's Passed");
    }

    public void Saw(object? pass, in WatchedRequest request)
    {
        Act("watcher's Saw");
        Shown++;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Model.Dispose();
        _folder.Dispose();
    }

    private void Act(string place)
    {
        if (place != _name || HasActed || Environment.CurrentManagedThreadId != _thread) return;
        HasActed = true;
        _act(this);
    }
}
