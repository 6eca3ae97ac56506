using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Running;

/// <summary>Feeds inputs to a reader, one at a time, and measures what they take.</summary>
internal sealed class Runner : IDisposable
{
    private const long Large = 64 << 20;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100), s_patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Scratch.Create();
    private readonly FuzzTarget _target;
    private readonly Action<string, string> _stuck;
    private readonly Meter _meter = new();
    private readonly Lock _lock = new();
    private readonly Timer _watch;
    private bool _running;
    private long _since;

    /// <summary>Makes a runner.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="stuck">
    /// Told, on another thread, of an input that goes on beyond twice its processor time or beyond its memory, with the kind of harm and
    /// its description: a thread cannot be ended from outside, so this is to end the process.
    /// </param>
    public Runner(FuzzTarget target, Action<string, string> stuck)
    {
        (_target, _stuck) = (target, stuck);
        _watch = new(_ => Watch(), null, s_period, s_period);
    }

    /// <summary>Feeds one input.</summary>
    public Outcome Run(byte[] input)
    {
        var outcome = Once(input);

        // Compiling a path for the first time takes time and memory as well; those are not the input's, and a second run goes without them.
        if (outcome.Harm is not ("time" or "memory")) return outcome;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Once(input);
    }

    public void Dispose()
    {
        _watch.Dispose();
        (_target as IDisposable)?.Dispose();
        _folder.Delete(recursive: true);
    }

    private Outcome Once(byte[] input)
    {
        lock (_lock)
        {
            _meter.Start();
            (_running, _since) = (true, Environment.TickCount64);
        }

        var outcome = Read(input);
        lock (_lock)
        {
            _running = false;
            outcome = outcome with { CpuSeconds = _meter.CpuSeconds, Peak = Meter.Peak, Allocated = _meter.Allocated };
        }

        if (outcome.Allocated > Large) GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (outcome.Harm is not null) return outcome;
        if (outcome.CpuSeconds > Limits.CpuSeconds)
            return outcome with { Harm = "time", What = $"it took {outcome.CpuSeconds:0.00} CPU seconds; {Limits.CpuSeconds} are allowed" };
        return outcome.Peak > Limits.Resident ? outcome with { Harm = "memory", What = TooLarge(outcome.Peak) } : outcome;
    }

    private Outcome Read(byte[] input)
    {
        try
        {
            _target.Run(input, _folder.FullName);
            return new();
        }
        catch (HarmException e)
        {
            return new() { Harm = e.Kind, What = e.Message };
        }
        catch (Exception e) when (_target.IsDocumented(e))
        {
            return new() { Refused = ErrorKinds.KindOf(_target.Describe(e)), What = e.Message };
        }
        catch (OutOfMemoryException e)
        {
            return new() { Harm = "memory", What = $"it needs more than the heap's limit: {e}" };
        }
        catch (Exception e)
        {
            return new() { Harm = "crash", What = e.ToString() };
        }
    }

    private void Watch()
    {
        lock (_lock)
        {
            if (!_running) return;
            var (cpu, resident) = (_meter.CpuSeconds, Meter.Resident);
            if (cpu > 2 * Limits.CpuSeconds) _stuck("time", $"it did not end within {cpu:0.0} CPU seconds");
            else if (resident > Limits.Resident + Large) _stuck("memory", TooLarge(resident));
            else if (Environment.TickCount64 - _since > s_patience.TotalMilliseconds)
                _stuck("time", $"it waits for something: {s_patience.TotalMinutes} minutes went by");
        }
    }

    private static string TooLarge(long bytes) => $"{bytes / 1e6:0} MB were resident; {Limits.Resident / 1e6:0} are allowed";
}
