namespace Freeze.Fuzz.Targets;

/// <summary>All formats.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<FuzzTarget>> s_all = new(StringComparer.Ordinal)
    {
        ["onnx"] = () => new OnnxTarget(),
        ["safetensors"] = () => new SafetensorsTarget(),
        ["caches"] = () => new CacheTarget(),
        ["images"] = () => new ImageTarget(),
        ["means"] = () => new MeanImageTarget(),
        ["definitions"] = () => new DefinitionTarget(),
    };

    public static IEnumerable<string> Names => s_all.Keys;

    public static FuzzTarget Create(string name) => s_all[name]();
}
