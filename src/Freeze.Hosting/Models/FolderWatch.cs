namespace Freeze.Hosting.Models;

/// <summary>Calls back when a model's files have changed and been quiet for a while.</summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly Timer _timer;

    public FolderWatch(string folder, string model, TimeSpan quiet, Action changed)
    {
        _timer = new Timer(_ => changed());
        _watcher = new FileSystemWatcher(folder, model + ".*safetensors") { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
        _watcher.Changed += (_, _) => Restart();
        _watcher.Created += (_, _) => Restart();
        _watcher.Deleted += (_, _) => Restart();
        _watcher.Renamed += (_, _) => Restart();
        _watcher.EnableRaisingEvents = true;

        void Restart() => _timer.Change(quiet, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _timer.Dispose();
    }
}
