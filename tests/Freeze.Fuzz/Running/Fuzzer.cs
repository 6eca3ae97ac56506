using System.Diagnostics;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Running;

/// <summary>Runs one format: workers that feed inputs, and a watch over time and memory.</summary>
internal sealed class Fuzzer : IDisposable
{
    private const int MostFindings = 100;

    /// <summary>What the process itself comes to hold: compiled code, the compiler's tables, the heap's reserves.</summary>
    private const long Own = 256L << 20;

    private readonly FuzzTarget _target;
    private readonly FuzzOptions _options;
    private readonly Worker[] _workers;
    private readonly ErrorKinds _errors = new();
    private readonly List<Finding> _findings = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly FlightRecorder _recorder;
    private readonly long _baseline;
    private long _next = -1;
    private long _peak;
    private volatile bool _over;

    private Fuzzer(FuzzTarget target, FuzzOptions options)
    {
        (_target, _options) = (target, options);
        _workers = [.. Enumerable.Range(0, options.Threads).Select(_ => new Worker())];
        _recorder = new(options.Crashes, target.Name, options.Threads);
        GC.Collect();
        _baseline = _peak = ProcessMemory.Current;
    }

    /// <summary>Runs a format to its end.</summary>
    public static FormatResult Run(FuzzTarget target, FuzzOptions options, TextWriter log)
    {
        var left = FlightRecorder.Left(options.Crashes, target.Name);
        if (left.Count > 0)
            log.WriteLine($"An earlier run of {target.Name} died; replay inputs {string.Join(", ", left)} with its seed.");
        using var fuzzer = new Fuzzer(target, options);
        var threads = fuzzer._workers.Select((_, i) => new Thread(() => fuzzer.Work(i)) { IsBackground = true }).ToArray();
        foreach (var thread in threads) thread.Start();
        while (threads.Any(thread => thread.IsAlive) && !fuzzer.IsStuck()) threads[0].Join(20);
        return fuzzer.End(stuck: threads.Any(thread => thread.IsAlive));
    }

    /// <summary>Forgets the inputs at hand: the process is alive, and so they are known.</summary>
    public void Dispose() => _recorder.Dispose();

    private void Work(int number)
    {
        var worker = _workers[number];
        while (!_over && (_options.Seconds == 0 || _clock.Elapsed.TotalSeconds < _options.Seconds))
        {
            var index = Interlocked.Increment(ref _next);
            if (index >= _options.Count) return;
            _recorder.Note(number, index);
            var input = Worker.Make(_target, _options.Seed, index);
            if (worker.Try(_target, index, input, _options, _errors) is { } harm) Add(harm.Kind, index, harm.What, input);
        }
    }

    // A thread cannot be ended from outside: the format ends with it.
    private bool IsStuck()
    {
        var memory = ProcessMemory.Current;
        _peak = Math.Max(_peak, memory);
        foreach (var worker in _workers)
        {
            if (worker.Elapsed.TotalSeconds > _options.Patience && worker.Current is (var index, { } input))
            {
                Add("hang", index, $"it took more than {_options.Patience} seconds", input);
                return _over = true;
            }
        }

        // Every worker may hold what one input may take.
        if (memory - _baseline < (_options.Threads * _options.Memory) + Own || _workers.MaxBy(worker => worker.Elapsed)!.Current is not (var at,
            { } large)) return false;
        Add("memory", at, $"the process held {memory / 1e6:0} MB, {_baseline / 1e6:0} MB at the start", large);
        return _over = true;
    }

    private void Add(string kind, long index, string what, byte[] input)
    {
        lock (_findings)
        {
            if (_findings.Count >= MostFindings) return;
            var file = Path.Combine(_options.Crashes, $"{_target.Name}-{_options.Seed}-{index}.{kind}");
            File.WriteAllBytes(file, input);
            _findings.Add(new(kind, index, what, file));
            if (_findings.Count == MostFindings) _over = true;
        }
    }

    private FormatResult End(bool stuck)
    {
        var result = new FormatResult
        {
            Format = _target.Name,
            Inputs = _workers.Sum(worker => worker.Tried),
            Accepted = _workers.Sum(worker => worker.Accepted),
            Seconds = _clock.Elapsed.TotalSeconds,
            Slowest = _workers.Max(worker => worker.Slowest).TotalSeconds,
            MostAllocated = _workers.Max(worker => worker.MostAllocated),
            PeakMemory = _peak,
            Errors = _errors.Counts,
            Findings = [.. _findings],
        };
        if (!stuck) foreach (var worker in _workers) worker.Dispose();
        return result;
    }
}
