using System.Diagnostics;
using Freeze.Cpu;

namespace Freeze.Runtime.Tests;

public sealed class WorkersTests
{
    private struct Counting(int[] counts, int spin) : IParts
    {
        public void Run(int part, int worker)
        {
            Thread.SpinWait(spin);
            Interlocked.Increment(ref counts[part]);
        }
    }

    private struct Nested(Workers workers, int[] outer, int[] inner) : IParts
    {
        public void Run(int part, int worker)
        {
            var work = new Counting(inner, 5);
            workers.Run(ref work, inner.Length);
            Interlocked.Increment(ref outer[part]);
        }
    }

    private struct Recording(int[] threads) : IParts
    {
        public void Run(int part, int worker)
        {
            Thread.SpinWait(20);
            threads[part] = Environment.CurrentManagedThreadId;
        }
    }

    /// <summary>Notes the thread behind each worker's number, and whether two parts ever ran under one number at once.</summary>
    private struct Numbered(int[] threads, int[] inside, int[] clashes) : IParts
    {
        public void Run(int part, int worker)
        {
            if (Interlocked.Increment(ref inside[worker]) != 1) Interlocked.Increment(ref clashes[0]);
            Thread.SpinWait(20);
            if (threads[worker] != 0 && threads[worker] != Environment.CurrentManagedThreadId) Interlocked.Increment(ref clashes[0]);
            threads[worker] = Environment.CurrentManagedThreadId;
            Interlocked.Decrement(ref inside[worker]);
        }
    }

    private struct Numbers(int[] numbers) : IParts
    {
        public void Run(int part, int worker) => numbers[part] = worker;
    }

    private struct Inner(Workers workers, int[] numbers) : IParts
    {
        public void Run(int part, int worker)
        {
            // Only the first part starts more work, while the workers are certainly busy with this one.
            if (part != 0) return;
            Array.Fill(numbers, -1);
            var work = new Numbers(numbers);
            workers.Run(ref work, numbers.Length);
        }
    }

    /// <summary>Throws on the helpers, the caller or both; who shall not throw waits until somebody has, so that a part is left for them.</summary>
    private struct Throwing(bool onCaller, bool onHelpers, int[] thrown) : IParts
    {
        public void Run(int part, int worker)
        {
            if (worker == 0 ? onCaller : onHelpers)
            {
                Interlocked.Increment(ref thrown[0]);
                throw new InvalidOperationException($"part {part}");
            }

            while (Volatile.Read(ref thrown[0]) == 0) Thread.Sleep(0);
        }
    }

    private struct Blocking(Workers workers, int[] threads) : IParts
    {
        public void Run(int part, int worker)
        {
            // Only the first part starts more work, while the workers are certainly busy with this one.
            if (part != 0) return;
            var work = new Recording(threads);
            workers.Run(ref work, threads.Length);
        }
    }

    /// <summary>Notes which part each worker runs first; each waits until all have begun, so that nobody takes a part of another's range.</summary>
    private struct Beginning(int[] firsts, Barrier allBegan) : IParts
    {
        public void Run(int part, int worker)
        {
            if (firsts[worker] >= 0) return;
            firsts[worker] = part;
            Assert.True(allBegan.SignalAndWait(TimeSpan.FromMinutes(1)), "A helper did not come.");
        }
    }

    [Fact]
    public void Every_part_runs_exactly_once()
    {
        using var workers = new Workers(4);
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var counts = new int[random.Next(0, 24)];
            var work = new Counting(counts, random.Next(0, 40));
            workers.Run(ref work, counts.Length);
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Every_part_runs_exactly_once_after_helpers_fell_asleep()
    {
        using var workers = new Workers(4);
        for (var round = 0; round < 100; round++)
        {
            Thread.Sleep(1);
            var counts = new int[12];
            var work = new Counting(counts, 200);
            workers.Run(ref work, counts.Length);
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Callers_that_meet_do_their_own_work()
    {
        using var workers = new Workers(4);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, caller =>
        {
            for (var round = 0; round < 3000; round++)
            {
                var counts = new int[1 + (round + caller) % 9];
                var work = new Counting(counts, 10);
                workers.Run(ref work, counts.Length);
                Assert.All(counts, count => Assert.Equal(1, count));
            }
        });
    }

    [Fact]
    public void Each_thread_begins_with_its_own_range_in_every_layer()
    {
        using var workers = new Workers(3, longestPause: 0);
        using var allBegan = new Barrier(3);
        for (var round = 0; round < 100; round++)
        {
            int[] firsts = [-1, -1, -1];
            var work = new Beginning(firsts, allBegan);
            workers.Run(ref work, parts: 10);
            Assert.Equal([0, 3, 6], firsts);
        }
    }

    [Fact]
    public void Nested_work_runs_on_its_caller()
    {
        using var workers = new Workers(4);
        for (var round = 0; round < 500; round++)
        {
            int[] outer = new int[8], inner = new int[5], threads = new int[6];
            var nested = new Nested(workers, outer, inner);
            workers.Run(ref nested, outer.Length);
            Assert.All(outer, count => Assert.Equal(1, count));
            Assert.All(inner, count => Assert.Equal(outer.Length, count));

            var blocking = new Blocking(workers, threads);
            workers.Run(ref blocking, 2);
            Assert.Single(threads.Distinct());
        }
    }

    [Fact]
    public void One_thread_needs_no_helpers()
    {
        using var workers = new Workers(1);
        var threads = new int[50];
        var work = new Recording(threads);
        workers.Run(ref work, threads.Length);
        Assert.All(threads, thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
    }

    [Fact]
    public void A_worker_is_one_thread_and_the_caller_is_worker_0()
    {
        using var workers = new Workers(4);
        int[] threads = new int[4], inside = new int[4], clashes = new int[1];
        for (var round = 0; round < 5000; round++)
        {
            var work = new Numbered(threads, inside, clashes);
            workers.Run(ref work, 16);
        }

        Assert.Equal(0, clashes[0]);
        Assert.Equal(Environment.CurrentManagedThreadId, threads[0]);
        var helpers = threads.Where(thread => thread != 0).ToArray();
        Assert.Equal(helpers, helpers.Distinct());
    }

    [Fact]
    public void A_caller_that_finds_the_workers_busy_is_worker_0()
    {
        using var workers = new Workers(3);
        var numbers = new int[6];
        var outer = new Inner(workers, numbers);
        workers.Run(ref outer, 2);
        Assert.All(numbers, number => Assert.Equal(0, number));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_exception_reaches_the_caller_wherever_it_was_thrown(bool onCaller, bool onHelpers)
    {
        using var workers = new Workers(4, longestPause: 0);
        for (var round = 0; round < 200; round++)
        {
            var thrown = new int[1];
            var work = new Throwing(onCaller, onHelpers, thrown);
            var error = Assert.Throws<InvalidOperationException>(() => workers.Run(ref work, 16));
            Assert.StartsWith("part ", error.Message);
            Assert.Contains(nameof(Throwing), error.StackTrace);

            // The workers are as good as before.
            var counts = new int[12];
            var next = new Counting(counts, 10);
            workers.Run(ref next, counts.Length);
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Helpers_help()
    {
        using var workers = new Workers(2);
        var helped = false;

        // Helpers pause while other programs use the cores, so a busy machine may take some rounds.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(1) && !helped;)
        {
            var threads = new int[64];
            var work = new Recording(threads);
            workers.Run(ref work, threads.Length);
            helped = threads.Distinct().Count() > 1;
            if (!helped) Thread.Sleep(1);
        }

        Assert.True(helped);
    }
}
