using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Freeze.Cpu;

/// <summary>Work that can be done in parts, in any order and on any thread.</summary>
internal interface IParts
{
    /// <summary>Runs one part.</summary>
    /// <param name="part">Number of the part.</param>
    /// <param name="worker">
    /// Which thread runs it: 0 is the caller, 1 and up are the helpers. Within one call the parts of one worker never overlap, so they may share
    /// scratch memory; two callers at once are both worker 0.
    /// </param>
    void Run(int part, int worker);
}

/// <summary>
/// A few threads that help with one layer at a time. Each begins with a range of parts of its own, the same in every layer, so that it mostly reads
/// what it has written itself and what lies in the cache of its core; then it takes what is left of the others' ranges, so a helper that the system
/// has taken off its core delays nobody before it has begun a part. When that happens in the middle of one, <see cref="Contention"/> sees it. Idle
/// helpers spin for about 60 us, the gap between two layers, and then park. When two predictions meet, the second one does its work alone.
/// </summary>
internal sealed unsafe class Workers : IDisposable
{
    // The gate holds, from the lowest bit: helpers inside (16 bits), open (1 bit), generation of the work.
    private const long Open = 1L << 16;
    private const long Generation = 1L << 17;
    private static readonly long s_spin = Contention.Milliseconds(0.06), s_brief = Contention.Milliseconds(0.02);

    private readonly object _bed = new();
    private readonly Thread[] _threads;
    private readonly Range[] _ranges;
    private long _gate;
    private int _busy;
    private int _sleepers;
    private bool _stopped;
    private ExceptionDispatchInfo? _error;
    private void* _work;
    private delegate*<void*, int, int, void> _run;
    private Contention _contention;

    /// <param name="threads">Threads that work on one layer, the caller included.</param>
    /// <param name="longestPause">Milliseconds for which the caller may work alone when helpers keep it waiting; 0 calls them always.</param>
    public Workers(int threads, double longestPause = 320)
    {
        Count = threads;
        _contention = new(Contention.Milliseconds(longestPause));
        _ranges = new Range[threads];
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"Freeze worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads that work on one layer, the caller included.</summary>
    public int Count { get; }

    /// <summary>
    /// Runs all parts and returns when they are done. When one throws, others may be left out, and the first exception is thrown here.
    /// </summary>
    /// <param name="work">The work; it may change between calls, not during one.</param>
    /// <param name="parts">Parts that it has.</param>
    /// <param name="alone">Whether the caller does it all: small work is done before a helper has woken up.</param>
    public void Run<T>(ref T work, int parts, bool alone = false)
        where T : struct, IParts
    {
        if (alone || parts < 2 || Count == 1 || !TryCallHelpers(out var start))
        {
            for (var part = 0; part < parts; part++) work.Run(part, worker: 0);
            return;
        }

        // The work lives in the caller's stack frame, which outlives every helper inside the gate.
        _work = Unsafe.AsPointer(ref work);
        _run = &Invoke<T>;
        for (var i = 0; i < Count; i++) _ranges[i] = new() { Next = (int)((long)parts * i / Count), End = (int)((long)parts * (i + 1) / Count) };
        Interlocked.Exchange(ref _gate, (Volatile.Read(ref _gate) & ~(Generation - 1)) + Generation + Open);
        if (Volatile.Read(ref _sleepers) > 0)
            lock (_bed) Monitor.PulseAll(_bed);

        var taken = Take(worker: 0);
        Interlocked.And(ref _gate, ~Open);
        WaitForHelpers(start, parts, taken);
        var error = _error;
        _error = null;
        Volatile.Write(ref _busy, 0);
        error?.Throw();
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopped, true);
        lock (_bed) Monitor.PulseAll(_bed);
        foreach (var thread in _threads) thread.Join();
    }

    private static void Invoke<T>(void* work, int part, int worker)
        where T : struct, IParts => Unsafe.AsRef<T>(work).Run(part, worker);

    /// <summary>Claims the helpers for one call, unless another caller has them or the cores are busy with other programs.</summary>
    private bool TryCallHelpers(out long start)
    {
        start = Stopwatch.GetTimestamp();
        if (Interlocked.Exchange(ref _busy, 1) == 1) return false;
        if (!_contention.Lasts(start)) return true;
        Volatile.Write(ref _busy, 0);
        return false;
    }

    /// <summary>
    /// Returns when no helper is inside: even when a part threw, nobody may still be there when the caller's stack frame goes. A part's end is
    /// awaited spinning, since giving up the core to a busy program costs a time slice; a helper that takes longer than that has lost its own.
    /// </summary>
    private void WaitForHelpers(long start, int parts, int taken)
    {
        var done = Stopwatch.GetTimestamp();
        var part = (done - start) / Math.Max(1, taken);
        var now = done;
        var spinner = new SpinWait();
        while ((Volatile.Read(ref _gate) & (Open - 1)) != 0)
        {
            if (now - done < s_brief + 2 * part) Thread.SpinWait(8);
            else spinner.SpinOnce(sleep1Threshold: -1);
            now = Stopwatch.GetTimestamp();
        }

        _contention.Learn(now, now - done, part, parts - taken);
    }

    /// <summary>Runs parts as long as there are any, those of the worker's own range first; gives how many it ran.</summary>
    private int Take(int worker)
    {
        var taken = 0;
        try
        {
            for (var i = 0; i < Count; i++)
            {
                ref var range = ref _ranges[(worker + i) % Count];
                for (int part; (part = Interlocked.Increment(ref range.Next) - 1) < range.End; taken++) _run(_work, part, worker);
            }
        }
        catch (Exception error)
        {
            // On a helper it would end the process. The caller throws it, and what is left of the work would be in vain.
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(error), null);
            foreach (ref var range in _ranges.AsSpan()) Volatile.Write(ref range.Next, range.End);
        }

        return taken;
    }

    private void Help(int worker)
    {
        long seen = 0;
        while (WaitForWork(seen))
        {
            var gate = Volatile.Read(ref _gate);
            if ((gate & Open) == 0) continue;
            seen = gate / Generation;
            if (Interlocked.CompareExchange(ref _gate, gate + 1, gate) != gate)
            {
                seen--;
                continue;
            }

            Take(worker);
            Interlocked.Decrement(ref _gate);
        }
    }

    private bool HasWork(long seen)
    {
        var gate = Volatile.Read(ref _gate);
        return (gate & Open) != 0 && gate / Generation != seen;
    }

    private bool WaitForWork(long seen)
    {
        var start = Stopwatch.GetTimestamp();
        while (!Volatile.Read(ref _stopped))
        {
            if (HasWork(seen)) return true;
            if (Stopwatch.GetTimestamp() - start < s_spin)
            {
                Thread.SpinWait(16);
                continue;
            }

            lock (_bed)
            {
                Interlocked.Increment(ref _sleepers);
                while (!HasWork(seen) && !Volatile.Read(ref _stopped)) Monitor.Wait(_bed);
                Interlocked.Decrement(ref _sleepers);
            }

            start = Stopwatch.GetTimestamp();
        }

        return false;
    }

    /// <summary>Parts that one worker takes first; each range in cache lines of its own.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Range
    {
        public int Next;
        public int End;
    }
}
