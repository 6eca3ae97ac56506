using Freeze.Calibration.Online;

namespace Freeze.Calibration.Tests.Online;

public sealed class BackgroundWorkTests
{
    [Fact]
    public void Everything_that_was_asked_for_is_done_and_errors_are_kept()
    {
        var done = 0;
        using var work = new BackgroundWork("test", _ =>
        {
            if (++done == 3) throw new IOException("full");
        });
        Assert.Null(work.Error);
        for (var i = 0; i < 5; i++) work.Ask();
        work.Wait(default);
        Assert.Equal((5, "full", false), (done, work.Error, work.IsPending));
    }

    [Fact]
    public void Work_that_ends_itself_is_the_last()
    {
        BackgroundWork? work = null;
        var (done, thread) = (0, default(Thread));
        using var isMade = new ManualResetEventSlim();
        work = new BackgroundWork("test", _ =>
        {
            isMade.Wait(CancellationToken.None);
            (done, thread) = (done + 1, Thread.CurrentThread);
            work!.Dispose();
        });
        work.Ask();
        work.Ask();
        isMade.Set();
        SpinWait.SpinUntil(() => Volatile.Read(ref thread) is not null);
        thread!.Join();
        work.Ask();
        work.Dispose();
        Assert.Equal(1, done);
    }

    /// <summary>Threads that ask all the time never meet an end that they cannot cope with.</summary>
    [Fact]
    public async Task Asking_during_the_end_and_after_it_is_harmless()
    {
        var (stop, asked, current) = (false, 0L, new BackgroundWork("test", _ => { }));
        var asking = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (; !Volatile.Read(ref stop); Interlocked.Increment(ref asked)) Volatile.Read(ref current).Ask();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        for (var round = 0; round < 60 && !Array.Exists(asking, task => task.IsFaulted); round++)
        {
            var enough = Volatile.Read(ref asked) + 100;
            SpinWait.SpinUntil(() => Volatile.Read(ref asked) >= enough || Array.Exists(asking, task => task.IsFaulted));
            current.Dispose();
            Assert.False(current.IsPending);
            Volatile.Write(ref current, new BackgroundWork("test", _ => { }));
        }

        Volatile.Write(ref stop, true);
        await Task.WhenAll(asking);
        current.Dispose();
        current.Wait(default);
    }

    [Fact]
    public void The_end_stops_what_is_being_done()
    {
        using var began = new ManualResetEventSlim();
        var stopped = false;
        var work = new BackgroundWork("test", cancellation =>
        {
            began.Set();
            stopped = cancellation.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
            cancellation.ThrowIfCancellationRequested();
        });
        work.Ask();
        began.Wait();
        work.Dispose();
        Assert.True(stopped);
        Assert.Null(work.Error);
    }
}
