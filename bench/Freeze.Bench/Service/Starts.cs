namespace Freeze.Bench.Service;

/// <summary>Starts of one service: milliseconds to ready and of the first answer, and the peak of its memory in MB.</summary>
internal sealed class Starts
{
    public List<double> Ready { get; } = [];

    public List<double> Answer { get; } = [];

    public List<double> Memory { get; } = [];

    /// <summary>Starts the service once more; the first start only warms the page cache and does not count.</summary>
    public async Task AddAsync(Func<LoadedServer> start, bool counts)
    {
        using var server = start();
        var answer = await server.OneAsync();
        if (!counts) return;
        Ready.Add(server.Server.MillisecondsToReady);
        Answer.Add(answer);
        Memory.Add(server.Server.PeakMegabytes);
    }
}
