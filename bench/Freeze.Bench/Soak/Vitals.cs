using System.Diagnostics;
using System.Net;
using Freeze.Bench.Comparison;
using Freeze.Bench.Service;
using Freeze.Hosting.Statistics;

namespace Freeze.Bench.Soak;

/// <summary>Looks at the service once a second: its memory and its health.</summary>
internal sealed class Vitals(HttpClient http, ServerProcess server)
{
    /// <summary>Growth of the memory that is no growth: a share of it, and megabytes.</summary>
    private const double Share = 0.05, Allowance = 4;

    private readonly List<double> _megabytes = [];

    public LatencyHistogram Probes { get; } = new();

    /// <summary>Probes that were not answered with 200.</summary>
    public long Failed { get; private set; }

    /// <summary>Medians of the resident memory in MB, in the second quarter of the time and in the last.</summary>
    public (double Second, double Last) Megabytes
    {
        get
        {
            var quarter = _megabytes.Count / 4;
            return quarter == 0 ? (0, 0) : (Statistics.Median(_megabytes[quarter..(2 * quarter)]), Statistics.Median(_megabytes[^quarter..]));
        }
    }

    /// <summary>Whether the memory is flat: the last quarter's median at most 5 % and 4 MB above that of the second.</summary>
    public bool IsFlat => Megabytes.Last <= Megabytes.Second * (1 + Share) + Allowance;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                using var response = await http.GetAsync(new Uri("/healthz/live", UriKind.Relative), CancellationToken.None);
                if (response.StatusCode != HttpStatusCode.OK) Failed++;
                Probes.Add(Stopwatch.GetElapsedTime(start));
                _megabytes.Add(server.Megabytes);
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
            {
                Failed++;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }
}
