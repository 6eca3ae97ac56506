using System.Globalization;
using Freeze.Storage;

namespace Freeze.Caching;

/// <summary>How the cache of one probe lies in a file: its tensors, and a line of the metadata with its kind and its numbers.</summary>
internal static class ProbeStorage
{
    private const string Misfit = "has shapes that do not fit the model";

    /// <summary>Adds a cache's tensors.</summary>
    /// <returns>The line for the metadata.</returns>
    public static string Write(SafetensorsWriter writer, string probe, ProbeCache cache) => cache switch
    {
        CentroidCache centroids => WriteCentroids(writer, probe + ".", centroids),
        LearnedCache learned => WriteLearned(writer, probe + ".", learned),
        _ => throw new FreezeException($"Caches of kind '{cache.Kind}' cannot be saved."),
    };

    /// <summary>Reads a cache. Its shapes fit the probe; its values are the caller's to check.</summary>
    /// <exception cref="FormatException">The cache is broken; the message goes on after the probe's name.</exception>
    public static ProbeCache Read(SafetensorsFile file, ProbePoint probe, string line)
    {
        var words = line.Split(' ');
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in words.Select(word => word.Split('=')).Where(pair => pair.Length == 2)) settings[pair[0]] = pair[1];
        if (!int.TryParse(settings.GetValueOrDefault("grid"), CultureInfo.InvariantCulture, out var grid) || grid is < 1 or > 64)
            throw new FormatException(Misfit);

        // A line without a kind is of the time when there was but one.
        var kind = words[0].Contains('=', StringComparison.Ordinal) ? CentroidCache.Word : words[0];
        return kind switch
        {
            CentroidCache.Word => ReadCentroids(file, probe, grid, Number),
            LearnedCache.Word => ReadLearned(file, probe, grid, Number),
            _ => throw new FormatException($"has a cache of kind '{HostileText.Printable(kind)}', which this version does not know"),
        };

        float Number(string key) => float.TryParse(settings.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var value) ? value : float.NaN;
    }

    private static string WriteCentroids(SafetensorsWriter writer, string prefix, CentroidCache cache)
    {
        writer.Add(prefix + "projection", [cache.KeyLength, cache.PooledLength], cache.Projection);
        writer.Add(prefix + "offset", [cache.KeyLength], cache.Offset);
        writer.Add(prefix + "centroids", [cache.Classes.Length, cache.KeyLength], cache.Centroids);
        writer.Add(prefix + "classes", [cache.Classes.Length], cache.Classes);
        return FormattableString.Invariant(
            $"{cache.Kind} grid={cache.Grid} threshold={cache.Threshold:R} slope={cache.Slope:R} intercept={cache.Intercept:R}");
    }

    private static CentroidCache ReadCentroids(SafetensorsFile file, ProbePoint probe, int grid, Func<string, float> number)
    {
        var projection = file[probe.Name + ".projection"].Shape;
        var centroids = file[probe.Name + ".centroids"].Shape;
        if (projection.Length != 2 || centroids.Length != 2 || projection[1] != (long)probe.Shape.Channels * grid * grid
            || projection[0] < 1 || centroids[1] != projection[0] || centroids[0] < 1)
            throw new FormatException(Misfit);
        return new CentroidCache
        {
            Grid = grid,
            Projection = file.Floats(probe.Name + ".projection").ToArray(),
            Offset = file.Floats(probe.Name + ".offset").ToArray(),
            Centroids = file.Floats(probe.Name + ".centroids").ToArray(),
            Classes = file.Ints(probe.Name + ".classes").ToArray(),
            Threshold = number("threshold"),
            Slope = number("slope"),
            Intercept = number("intercept"),
        };
    }

    private static string WriteLearned(SafetensorsWriter writer, string prefix, LearnedCache cache)
    {
        if (cache.Hidden > 0)
        {
            writer.Add(prefix + "hidden.weight", [cache.Hidden, cache.PooledLength], cache.HiddenWeights);
            writer.Add(prefix + "hidden.bias", [cache.Hidden], cache.HiddenBias);
        }

        writer.Add(prefix + "output.weight", [cache.Classes, cache.Hidden > 0 ? cache.Hidden : cache.PooledLength], cache.OutputWeights);
        writer.Add(prefix + "output.bias", [cache.Classes], cache.OutputBias);
        var s = cache.Selector;
        return FormattableString.Invariant($"{cache.Kind} grid={cache.Grid} hidden={cache.Hidden} threshold={cache.Threshold:R} ")
            + FormattableString.Invariant($"keep={cache.Keep:R} gain={cache.Gain:R} margin={s.Margin:R} certainty={s.Certainty:R} ")
            + FormattableString.Invariant($"logprobability={s.LogProbability:R} intercept={s.Intercept:R}");
    }

    private static LearnedCache ReadLearned(SafetensorsFile file, ProbePoint probe, int grid, Func<string, float> number)
    {
        var pooled = (long)probe.Shape.Channels * grid * grid;
        var hidden = number("hidden");
        var isLinear = hidden == 0;
        var output = file[probe.Name + ".output.weight"].Shape;
        if (!(hidden >= 0) || output.Length != 2 || output[0] < 1 || output[1] != (isLinear ? pooled : hidden)) throw new FormatException(Misfit);
        if (!isLinear && (file[probe.Name + ".hidden.weight"].Shape is not [var rows, var columns] || rows != hidden || columns != pooled))
            throw new FormatException(Misfit);
        return new LearnedCache
        {
            Grid = grid,
            HiddenWeights = isLinear ? [] : file.Floats(probe.Name + ".hidden.weight").ToArray(),
            HiddenBias = isLinear ? [] : file.Floats(probe.Name + ".hidden.bias").ToArray(),
            OutputWeights = file.Floats(probe.Name + ".output.weight").ToArray(),
            OutputBias = file.Floats(probe.Name + ".output.bias").ToArray(),
            Threshold = number("threshold"),
            Keep = number("keep"),
            Gain = number("gain"),
            Selector = new Selector(number("margin"), number("certainty"), number("logprobability"), number("intercept")),
        };
    }
}
