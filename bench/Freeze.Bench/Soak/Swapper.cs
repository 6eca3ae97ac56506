using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;

namespace Freeze.Bench.Soak;

/// <summary>
/// Swaps the model's files while the service answers: the folder is a link, which is renamed over as deployments do; now and then the new files are
/// broken, and the service must go on with those before.
/// </summary>
internal sealed partial class Swapper(HttpClient http, string token, string link, IReadOnlyList<Generation> generations, string broken, History history)
{
    private const int MostTries = 300, BrokenEvery = 5;

    private readonly Queue<string> _problems = new();
    private long _reloads, _refused;

    /// <summary>Reloads that were asked for and done.</summary>
    public long Reloads => Interlocked.Read(ref _reloads);

    /// <summary>Broken files that the service refused to load.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>What went otherwise than it must.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Lets the link lead to another folder, at once.</summary>
    public static void Point(string link, string folder)
    {
        var next = link + ".next";
        File.Delete(next);
        File.CreateSymbolicLink(next, folder);
        if (Rename(next, link) != 0) throw new FreezeException($"{link} could not be renamed: error {Marshal.GetLastPInvokeError()}.");
    }

    public async Task RunAsync(TimeSpan period, CancellationToken stop)
    {
        for (var i = 1; !stop.IsCancellationRequested; i++)
        {
            try
            {
                await Task.Delay(period, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (i % BrokenEvery == 0) await SwapAsync(broken, history.Last, HttpStatusCode.Conflict);
            else await SwapAsync(generations[i % generations.Count].Folder, generations[i % generations.Count], HttpStatusCode.OK);
        }
    }

    private async Task SwapAsync(string folder, Generation next, HttpStatusCode expected)
    {
        history.Begin(next);
        Point(link, folder);
        var (status, text) = await ReloadAsync();
        if (status == expected) Interlocked.Increment(ref expected == HttpStatusCode.OK ? ref _reloads : ref _refused);
        else _problems.Enqueue($"reload of {Path.GetFileName(folder)}: {(int)status} {text}");

        // What was accepted before may still be answered by the generation before; it began before this.
        history.End();
    }

    private async Task<(HttpStatusCode Status, string Text)> ReloadAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/admin/reload", UriKind.Relative));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var response = await http.SendAsync(request);
                if (response.Headers.RetryAfter is null || tries == MostTries) return (response.StatusCode, await response.Content.ReadAsStringAsync());
            }
            catch (HttpRequestException error)
            {
                return (0, error.Message);
            }

            await Task.Delay(100);
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(string from, string to);
}
