using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Freeze.Storage;

namespace Freeze.Caching;

/// <summary>How caches lie in <c>NAME.cache.safetensors</c>.</summary>
public sealed partial class CacheSet
{
    private const string CacheKind = "cache";

    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => Probes.Sum(p => p is null ? 0L : 4L * (p.Projection.Length + p.Offset.Length + p.Centroids.Length + p.Classes.Length));

    /// <summary>Writes the caches; the file appears whole or not at all.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="plan">The model that they belong to.</param>
    public void Save(string path, ModelPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var writer = new SafetensorsWriter();
        writer.Metadata[WeightFiles.Kind] = CacheKind;
        writer.Metadata[WeightFiles.Model] = plan.Name;
        writer.Metadata[WeightFiles.Weights] = Weights;
        if (Certificate is not null) writer.Metadata["certificate"] = JsonSerializer.Serialize(Certificate, CacheJson.Default.Certificate);
        for (var i = 0; i < Probes.Count; i++)
        {
            if (Probes[i] is not { } cache) continue;
            var (prefix, d) = ($"{plan.Probes[i].Name}.", cache.KeyLength);
            writer.Metadata["probe." + plan.Probes[i].Name] = FormattableString.Invariant(
                $"centroids grid={cache.Grid} threshold={cache.Threshold:R} slope={cache.Slope:R} intercept={cache.Intercept:R}");
            writer.Add(prefix + "projection", [d, cache.PooledLength], cache.Projection);
            writer.Add(prefix + "offset", [d], cache.Offset);
            writer.Add(prefix + "centroids", [cache.Classes.Length, d], cache.Centroids);
            writer.Add(prefix + "classes", [cache.Classes.Length], cache.Classes);
        }

        writer.Save(path);
    }

    /// <summary>Reads caches and checks every value: what they answer is what users see.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="plan">The model that they should belong to.</param>
    /// <exception cref="FreezeException">The file is broken or of another model.</exception>
    public static CacheSet Load(string path, ModelPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var file = SafetensorsFile.Open(path);
        file.VerifyChecksum();
        if (file.Metadata.GetValueOrDefault(WeightFiles.Kind) != CacheKind) throw Broken(path, "it does not hold caches of Freeze");
        if (file.Metadata.GetValueOrDefault(WeightFiles.Weights) is not { } weights) throw Broken(path, "it does not name the weights");
        return new CacheSet
        {
            Weights = weights,
            Certificate = ReadCertificate(path, file),
            Probes = [.. plan.Probes.Select(probe => Read(path, file, plan, probe))],
        };
    }

    /// <summary>Refuses caches that were fitted to other weights or to another model.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="weights">SHA-256 of its canonical weights' data.</param>
    internal void CheckFits(ModelPlan plan, string weights)
    {
        if (Weights != weights)
            throw new FreezeException($"The caches were fitted to other weights than those of model '{plan.Name}'. Run onnx2cs fit again, or remove {plan.Name}.cache.safetensors.");
        if (Probes.Count != plan.Probes.Count)
            throw new FreezeException($"There are caches for {Probes.Count} probes, but model '{plan.Name}' has {plan.Probes.Count}. Run onnx2cs fit again.");
        for (var i = 0; i < Probes.Count; i++)
            if (Probes[i] is { } cache && Problem(cache, plan, plan.Probes[i]) is { } problem)
                throw new FreezeException($"The caches cannot be used: {problem}. Run onnx2cs fit again.");
    }

    private static Certificate? ReadCertificate(string path, SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue("certificate", out var json)) return null;
        try
        {
            return JsonSerializer.Deserialize(json, CacheJson.Default.Certificate);
        }
        catch (JsonException error)
        {
            throw Broken(path, "its certificate cannot be read", error);
        }
    }

    private static CentroidCache? Read(string path, SafetensorsFile file, ModelPlan plan, ProbePoint probe)
    {
        if (!file.Metadata.TryGetValue("probe." + probe.Name, out var line)) return null;
        var settings = line.Split(' ').Skip(1).Select(part => part.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var projection = file[probe.Name + ".projection"].Shape;
        var centroids = file[probe.Name + ".centroids"].Shape;
        if (!line.StartsWith("centroids ", StringComparison.Ordinal) || !int.TryParse(settings.GetValueOrDefault("grid"), CultureInfo.InvariantCulture, out var grid)
            || grid is < 1 or > 64 || projection.Length != 2 || centroids.Length != 2
            || projection[1] != (long)probe.Shape.Channels * grid * grid || projection[0] < 1 || centroids[1] != projection[0] || centroids[0] < 1)
            throw Broken(path, $"probe '{probe.Name}' has shapes that do not fit the model");

        var cache = new CentroidCache
        {
            Grid = grid,
            Projection = file.Floats(probe.Name + ".projection").ToArray(),
            Offset = file.Floats(probe.Name + ".offset").ToArray(),
            Centroids = file.Floats(probe.Name + ".centroids").ToArray(),
            Classes = file.Ints(probe.Name + ".classes").ToArray(),
            Threshold = Number("threshold"),
            Slope = Number("slope"),
            Intercept = Number("intercept"),
        };
        if (Problem(cache, plan, probe) is { } problem) throw Broken(path, problem);
        return cache;

        float Number(string key) => float.TryParse(settings.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var value) ? value : float.NaN;
    }

    private static string? Problem(CentroidCache cache, ModelPlan plan, ProbePoint probe)
    {
        long d = cache.Offset.Length, pooled = (long)probe.Shape.Channels * cache.Grid * cache.Grid;
        if (cache.Grid is < 1 or > 64 || d == 0 || cache.Classes.Length == 0 || cache.Projection.Length != d * pooled || cache.Centroids.Length != cache.Classes.Length * d)
            return $"probe '{probe.Name}' has shapes that do not fit the model or each other";
        if (cache.Classes.Any(c => c < 0 || c >= plan.Classes))
            return $"probe '{probe.Name}' names a class that the model does not have";
        if (float.IsNaN(cache.Threshold) || !float.IsFinite(cache.Slope) || !float.IsFinite(cache.Intercept)
            || cache.Projection.Concat(cache.Offset).Concat(cache.Centroids).Any(v => !float.IsFinite(v)))
            return $"probe '{probe.Name}' has values that are not finite";
        return null;
    }

    private static FreezeException Broken(string path, string why, Exception? inner = null) =>
        new($"'{path}' cannot be used: {why}. Run onnx2cs fit again, or remove the file to run without caches.", inner);
}

/// <summary>Reads and writes certificates without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Certificate))]
internal sealed partial class CacheJson : JsonSerializerContext;
