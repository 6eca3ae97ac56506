namespace Freeze.Hosting.Models;

/// <summary>
/// Calls back when a model's files have changed and been quiet for a while. It looks at them now and then instead of asking to be told: notifications
/// do not follow links, and file systems of containers and networks do not always send them.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10), s_longest = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly string _model;
    private readonly TimeSpan _quiet;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private string _known;

    /// <summary>Starts to look.</summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="known">What the files were like before the present model was loaded.</param>
    /// <param name="quiet">How long they must stay as they are after a change.</param>
    /// <param name="changed">Called after each change, one call at a time; must not throw.</param>
    public FolderWatch(string folder, string model, string known, TimeSpan quiet, Action changed)
    {
        (_folder, _model, _known, _quiet, _changed) = (folder, model, known, quiet, changed);
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Looks no more, after a call that is under way.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _watching.Wait();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        var period = TimeSpan.FromTicks(Math.Clamp(_quiet.Ticks / 4, s_shortest.Ticks, s_longest.Ticks));
        using var timer = new PeriodicTimer(period);
        var (last, since) = (_known, Environment.TickCount64);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                var now = FileState.Of(_folder, _model);
                if (now != last) (last, since) = (now, Environment.TickCount64);
                if (now == _known || Environment.TickCount64 - since < _quiet.TotalMilliseconds) continue;

                // Noted before they are loaded: what changes meanwhile is another change.
                _known = now;
                _changed();
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }
}
