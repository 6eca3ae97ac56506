using System.Diagnostics;
using Freeze.Caching;

namespace Freeze.Calibration.Costs;

/// <summary>
/// Measures what a network costs on this machine. Nothing in the network is instrumented: caches that let every image go at one probe, or nobody at
/// any, bound what runs, and differences tell layers and look-ups apart. All variants take turns, so that whatever else the machine does meets all of
/// them (<see cref="Rounds"/>).
/// </summary>
/// <remarks>
/// A single look-up is far shorter than a pass varies. So all look-ups together are measured, and so is what more weights add at all probes together;
/// a look-up's own part follows the values that it averages and the multiply-accumulates behind them.
/// </remarks>
public static class CostProfiler
{
    private const int Least = 15, Most = 2000, Units = 32, LargeValues = 4096;

    // Variants: nobody looks, all look up small predictors, all look up the model's own; then for each probe that everybody leaves there, by a small
    // predictor and by a large one.
    private const int Network = 0, PassSmall = 1, PassOwn = 2, LeaveSmall = 3, LeaveLarge = 4;

    /// <summary>Measures a model, one image at a time.</summary>
    /// <param name="model">A loaded model; nobody else may use it meanwhile, since its caches are switched off and on.</param>
    /// <param name="budget">How long to measure; each variant runs 15 times at least.</param>
    /// <param name="cancellation">Stops between runs.</param>
    public static CostProfile Measure(FrozenModel model, TimeSpan budget, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (plan, own) = (model.Plan, model.Caches);
        int[] probes = [.. Enumerable.Range(0, plan.Probes.Count)];
        LearnedCache[] small = [.. probes.Select(k => Synthetic(plan, k, grid: 1, units: 0))];
        LearnedCache[] large = [.. probes.Select(k => Synthetic(plan, k, PoolingGrid.Choose(plan.Probes[k].Shape, LargeValues), Units))];
        CacheSet?[] variants =
        [
            null,
            Passing(model, small),
            own is null ? null : Passing(model, own.Probes),
            .. probes.SelectMany(k => new[] { Leaving(model, k, small[k]), Leaving(model, k, large[k]) }),
        ];
        try
        {
            var times = Run(model, variants, budget, cancellation);
            return Profile(model, own, small, large, times);
        }
        finally
        {
            model.UseCaches(own);
        }
    }

    private static CostProfile Profile(FrozenModel model, CacheSet? own, LearnedCache[] small, LearnedCache[] large, Rounds times)
    {
        var (plan, count) = (model.Plan, model.Plan.Probes.Count);
        var network = times.Typical(Network);
        long[] values = [.. plan.Probes.Select(probe => CostModel.PoolingMacs(probe.Shape))];
        long[] little = [.. small.Select((cache, k) => Macs(cache, k))];
        var more = large.Select((cache, k) => Macs(cache, k) - little[k]).Sum();

        // Noise must not make a look-up earn time, nor a later probe come sooner.
        var perMac = Math.Max(0, Enumerable.Range(0, count).Sum(k => times.Added(LeaveLarge + 2 * k, LeaveSmall + 2 * k))) / Math.Max(1, more);
        var perValue = Math.Max(0, times.Added(PassSmall, Network) - perMac * little.Sum()) / Math.Max(1, values.Sum());
        double[] lookUps = [.. Enumerable.Range(0, count).Select(k =>
            own?.Probes[k] is { IsOn: true } cache ? perValue * values[k] + perMac * Macs(cache, k) : 0)];
        var scale = lookUps.Sum() > 0 ? Math.Max(0, times.Added(PassOwn, Network)) / lookUps.Sum() : 0;
        var (probes, before) = (new ProbeTime[count], 0.0);
        for (var k = 0; k < count; k++)
        {
            before = Math.Clamp(times.Typical(LeaveSmall + 2 * k) - perValue * values[k] - perMac * little[k], before, network);
            var lookUp = own?.Probes[k] is { IsOn: true } ? Exact(lookUps[k] * scale) : (double?)null;
            probes[k] = new ProbeTime(plan.Probes[k].Name, Exact(before), lookUp, Exact(perValue * values[k]), Exact(perMac * 1e6));
        }

        return new CostProfile
        {
            Model = plan.Name,
            Structure = plan.Structure,
            Device = model.Device.Name,
            Machine = model.Device.Description,
            Network = Exact(network),
            Probes = probes,
        };

        // What follows the pooling.
        long Macs(ProbeCache cache, int probe) => cache.Macs(plan.Probes[probe].Shape) - values[probe];
    }

    // To the nanosecond: clocks tell no more.
    private static double Exact(double milliseconds) => Math.Round(milliseconds, 6);

    private static Rounds Run(FrozenModel model, CacheSet?[] variants, TimeSpan budget, CancellationToken cancellation)
    {
        // What an image shows does not change what its layers cost; noise keeps activations away from zero.
        var image = new byte[model.Plan.Input.Values];
        new Random(1).NextBytes(image);
        var rounds = new List<double[]>();
        var start = Stopwatch.GetTimestamp();

        // The first round finds code and weights cold, and does not count.
        for (var round = -1; round < Least || (round < Most && Stopwatch.GetElapsedTime(start) < budget); round++)
        {
            var times = new double[variants.Length];
            for (var v = 0; v < variants.Length; v++)
            {
                cancellation.ThrowIfCancellationRequested();
                model.UseCaches(variants[v]);
                var begin = Stopwatch.GetTimestamp();
                model.Predict(image);
                times[v] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            }

            if (round >= 0) rounds.Add(times);
        }

        return new Rounds(rounds);
    }

    private static CacheSet Leaving(FrozenModel model, int probe, ProbeCache cache) => new()
    {
        Probes = [.. model.Plan.Probes.Select((_, k) => k == probe ? cache.WithThreshold(-1) : null)], Weights = model.Weights,
    };

    private static CacheSet Passing(FrozenModel model, IReadOnlyList<ProbeCache?> caches) => new()
    {
        Probes = [.. caches.Select(cache => cache is { IsOn: true } ? cache.WithThreshold(ProbeCache.Listening) : null)], Weights = model.Weights,
    };

    private static LearnedCache Synthetic(ModelPlan plan, int probe, int grid, int units)
    {
        var (inputs, classes) = (plan.Probes[probe].Shape.Channels * grid * grid, plan.Classes);
        var random = new Random(probe);
        return new LearnedCache
        {
            Grid = grid,
            Threshold = ProbeCache.Listening,
            HiddenWeights = Small(units * inputs),
            HiddenBias = new float[units],
            OutputWeights = Small(classes * (units > 0 ? units : inputs)),
            OutputBias = new float[classes],
            Selector = new Selector(1, 0, 0, 0),
        };

        float[] Small(int count) => [.. Enumerable.Range(0, count).Select(_ => 1e-3f * (random.NextSingle() - 0.5f))];
    }
}
