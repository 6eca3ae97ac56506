namespace Freeze.Fuzz.Targets;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    /// <summary>What the names of readers with a fault begin with.</summary>
    public const string Planted = "planted-";

    private static readonly Dictionary<string, Func<FuzzTarget>> s_all = new(StringComparer.Ordinal)
    {
        ["onnx"] = () => new OnnxTarget(),
        ["safetensors"] = () => new SafetensorsTarget(),
        ["caches"] = () => new CacheTarget(),
        ["images"] = () => new ImageTarget(),
        ["datasets"] = () => new DataSetTarget(),
        ["means"] = () => new MeanImageTarget(),
        ["definitions"] = () => new DefinitionTarget(),
        ["http"] = () => new HttpTarget(),
    };

    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>Makes a target.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static FuzzTarget Create(string name) =>
        s_all.TryGetValue(name, out var make) ? make()
        : name.StartsWith(Planted, StringComparison.Ordinal) ? new PlantedTarget(name[Planted.Length..])
        : throw new ArgumentException($"There is no target '{name}'; there are: {string.Join(", ", Names)}.", nameof(name));
}
