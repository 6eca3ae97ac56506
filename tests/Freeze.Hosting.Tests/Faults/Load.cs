using Freeze.Hosting.Tests.Service;

namespace Freeze.Hosting.Tests.Faults;

/// <summary>Clients that send frames one after the other and check every answer.</summary>
internal sealed class Load : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int>[] _workers;

    public Load(RunningService service, int workers) =>
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => SendAsync(service, worker)))];

    /// <summary>Stops and returns how many requests were answered, all of them rightly.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return (await Task.WhenAll(_workers)).Sum();
    }

    public void Dispose() => _stop.Dispose();

    private async Task<int> SendAsync(RunningService service, int worker)
    {
        var sent = 0;
        for (var frame = worker; !_stop.IsCancellationRequested; frame = (frame + 1) % Frames.Count, sent++)
        {
            using var response = await service.PostRawAsync(frame);
            Assert.Equal([(Frames.Expected[frame].Class, Frames.Expected[frame].Exit)], await RunningService.AnswersAsync(response));
        }

        return sent;
    }
}
