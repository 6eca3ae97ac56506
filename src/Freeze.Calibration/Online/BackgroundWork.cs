namespace Freeze.Calibration.Online;

/// <summary>
/// A thread of low priority that works whenever somebody asks. Asking never waits for it, and is harmless at any time, even afterwards.
/// </summary>
internal sealed class BackgroundWork : IDisposable
{
    private readonly Action<CancellationToken> _work;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private bool _isDisposed;
    private int _pending;
    private volatile string? _error;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="work">What it does each time.</param>
    public BackgroundWork(string name, Action<CancellationToken> work)
    {
        _work = work;
        _thread = new Thread(Loop) { IsBackground = true, Priority = ThreadPriority.Lowest, Name = name };
        _thread.Start();
    }

    /// <summary>Whether there is something that was asked for and not done.</summary>
    public bool IsPending => Volatile.Read(ref _pending) > 0;

    /// <summary>The last error; null when all went well.</summary>
    public string? Error => _error;

    /// <summary>Asks for work.</summary>
    public void Ask()
    {
        // Whoever predicts may come here during Dispose and after it: its pass began before.
        lock (_lock)
        {
            if (_isDisposed) return;
            _pending++;
            _asked.Release();
        }
    }

    /// <summary>Waits until all is done that was asked for.</summary>
    public void Wait(CancellationToken cancellation)
    {
        while (IsPending) cancellation.WaitHandle.WaitOne(5);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Stops what is being done and ends the thread; called by the work itself, the thread ends after it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        _stop.Cancel();
        if (Thread.CurrentThread == _thread) return;
        _thread.Join();
        Volatile.Write(ref _pending, 0);
        _stop.Dispose();
        _asked.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            try
            {
                _asked.Wait(_stop.Token);
                _work(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // What only helps must not end the program that it helps: Error says what happened.
                _error = error.Message;
            }

            Interlocked.Decrement(ref _pending);
        }
    }
}
