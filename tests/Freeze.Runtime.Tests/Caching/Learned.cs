using Freeze.Caching;
using Freeze.Runtime.Tests.Operators;

namespace Freeze.Runtime.Tests.Caching;

/// <summary>Random learned caches, and their definition in double.</summary>
internal static class Learned
{
    public static LearnedCache Cache(Random random, int pooled, int hidden, int classes, int grid = 1, float threshold = 0.5f, double size = 1) => new()
    {
        Grid = grid,
        HiddenWeights = Draw.Values(random, hidden * pooled, size),
        HiddenBias = Draw.Values(random, hidden),
        OutputWeights = Draw.Values(random, classes * (hidden > 0 ? hidden : pooled), size),
        OutputBias = Draw.Values(random, classes),
        Keep = random.NextSingle(),
        Gain = 0.2f + random.NextSingle(),
        Selector = new Selector(random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle() - 0.5f),
        Threshold = threshold,
    };

    /// <summary>Class and score as they are defined; the evidence goes on as the runtime's does.</summary>
    public static (int Class, double Score) LookUp(LearnedCache cache, float[] pooled, double[] evidence)
    {
        double[] x = [.. pooled.Select(v => (double)v)];
        if (cache.Hidden > 0) x = [.. Layer(x, cache.HiddenWeights, cache.HiddenBias).Select(v => Math.Max(0, v))];
        var z = Layer(x, cache.OutputWeights, cache.OutputBias);
        var log = z.Max() + Math.Log(z.Sum(v => Math.Exp(v - z.Max())));
        for (var c = 0; c < z.Length; c++) evidence[c] = cache.Keep * evidence[c] + cache.Gain * (z[c] - log);

        var total = evidence.Max() + Math.Log(evidence.Sum(v => Math.Exp(v - evidence.Max())));
        double[] logs = [.. evidence.Select(v => v - total)];
        var sorted = logs.OrderDescending().ToArray();
        var s = cache.Selector;
        var mark = s.Margin * (sorted[0] - sorted[1]) + s.Certainty * logs.Sum(v => Math.Exp(v) * v) + s.LogProbability * sorted[0] + s.Intercept;
        return (Array.IndexOf(logs, sorted[0]), 1 / (1 + Math.Exp(-mark)));
    }

    private static double[] Layer(double[] x, float[] rows, float[] bias) =>
        [.. bias.Select((b, o) => x.Select((v, i) => v * rows[o * x.Length + i]).Sum() + b)];
}
