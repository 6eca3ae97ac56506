namespace Freeze.Bench.Soak;

/// <summary>
/// The service's clock, by libfaketime: a day ahead, a day back, and right again. The clock that only counts, by which durations are measured, stays
/// as it is, as with a computer whose time is set.
/// </summary>
internal sealed class JumpingClock : IDisposable
{
    private static readonly string[] s_offsets = ["+1d", "-1d", "+0"];

    private readonly string _path;

    public JumpingClock(string library, string path)
    {
        _path = path;
        File.WriteAllText(path, "+0");
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library, ["FAKETIME_TIMESTAMP_FILE"] = path, ["FAKETIME_CACHE_DURATION"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        };
    }

    /// <summary>What the service is started with.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>Jumps so far.</summary>
    public int Jumps { get; private set; }

    public async Task RunAsync(TimeSpan period, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(period, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var next = _path + ".next";
            await File.WriteAllTextAsync(next, s_offsets[Jumps % s_offsets.Length], CancellationToken.None);
            File.Move(next, _path, overwrite: true);
            Jumps++;
        }
    }

    public void Dispose() => File.Delete(_path);
}
