using System.Text.Json;
using System.Text.Json.Serialization;
using Freeze.Storage;

namespace Freeze.Caching;

/// <summary>How caches lie in <c>NAME.cache.safetensors</c>.</summary>
public sealed partial class CacheSet
{
    private const string CacheKind = "cache";

    private string? _sha256;

    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => Probes.Sum(cache => cache?.Bytes ?? 0);

    /// <summary>Writes the caches; the file appears whole or not at all.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="plan">The model that they belong to.</param>
    public void Save(string path, ModelPlan plan) => Writer(plan).Save(path);

    /// <summary>
    /// SHA-256 of the file that <see cref="Save"/> would write, or of the one that the caches come from where <see cref="Load"/> was told
    /// to take it, in lower-case hexadecimal: as <c>sha256sum</c> prints it.
    /// </summary>
    /// <param name="plan">The model that they belong to.</param>
    public string Sha256(ModelPlan plan) => _sha256 ??= Writer(plan).FileSha256();

    private SafetensorsWriter Writer(ModelPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var writer = new SafetensorsWriter();
        writer.Metadata[WeightFiles.Kind] = CacheKind;
        writer.Metadata[WeightFiles.Model] = plan.Name;
        writer.Metadata[WeightFiles.Weights] = Weights;
        if (Certificate is not null) writer.Metadata["certificate"] = JsonSerializer.Serialize(Certificate, CacheJson.Default.Certificate);
        for (var i = 0; i < Probes.Count; i++)
        {
            if (Probes[i] is { } cache) writer.Metadata["probe." + plan.Probes[i].Name] = ProbeStorage.Write(writer, plan.Probes[i].Name, cache);
        }

        return writer;
    }

    /// <summary>Reads caches and checks every value: what they answer is what users see.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="plan">The model that they should belong to.</param>
    /// <param name="hash">Whether the file's SHA-256 is taken, at some four milliseconds a megabyte.</param>
    /// <exception cref="FreezeException">The file is broken or of another model.</exception>
    public static CacheSet Load(string path, ModelPlan plan, bool hash = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var file = SafetensorsFile.Open(path, copies: true);
        file.VerifyChecksum();
        if (file.Metadata.GetValueOrDefault(WeightFiles.Kind) != CacheKind) throw Broken(path, "it does not hold caches of Freeze");
        if (file.Metadata.GetValueOrDefault(WeightFiles.Weights) is not { } weights) throw Broken(path, "it does not name the weights");
        return new CacheSet
        {
            Weights = weights,
            Written = file.Written,
            _sha256 = hash ? file.Sha256() : null,
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
            throw new FreezeException($"The caches were fitted to other weights than those of model '{plan.Name}'. "
                + $"Run onnx2cs fit again, or remove {plan.Name}.cache.safetensors.");
        if (Probes.Count != plan.Probes.Count)
            throw new FreezeException(
                $"There are caches for {Probes.Count} probes, but model '{plan.Name}' has {plan.Probes.Count}. Run onnx2cs fit again.");
        for (var i = 0; i < Probes.Count; i++)
            if (Probes[i] is { } cache && Problem(cache, plan, plan.Probes[i]) is { } problem)
                throw new FreezeException($"The caches cannot be used: {problem}. Run onnx2cs fit again.");
    }

    private static Certificate? ReadCertificate(string path, SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue("certificate", out var json)) return null;
        try
        {
            var certificate = JsonSerializer.Deserialize(json, CacheJson.Default.Certificate);
            if (certificate is { } c && !Enum.IsDefined(c.Method)) throw Broken(path, "its certificate has a bound that this version does not know");
            return certificate;
        }
        catch (JsonException error)
        {
            throw Broken(path, "its certificate cannot be read", error);
        }
    }

    private static ProbeCache? Read(string path, SafetensorsFile file, ModelPlan plan, ProbePoint probe)
    {
        if (!file.Metadata.TryGetValue("probe." + probe.Name, out var line)) return null;
        ProbeCache cache;
        try
        {
            cache = ProbeStorage.Read(file, probe, line);
        }
        catch (FormatException error)
        {
            throw Broken(path, $"probe '{probe.Name}' {error.Message}", error);
        }

        if (Problem(cache, plan, probe) is { } problem) throw Broken(path, problem);
        return cache;
    }

    private static string? Problem(ProbeCache cache, ModelPlan plan, ProbePoint probe) =>
        cache.Problem(probe.Shape, plan.Classes) is { } problem ? $"probe '{probe.Name}' {problem}" : null;

    private static FreezeException Broken(string path, string why, Exception? inner = null) =>
        new($"'{path}' cannot be used: {why}. Run onnx2cs fit again, or remove the file to run without caches.", inner);
}

/// <summary>Reads and writes certificates without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Certificate))]
internal sealed partial class CacheJson : JsonSerializerContext;
