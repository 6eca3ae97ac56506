using Freeze.Bench.Reporting;
using Freeze.Caching;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;

namespace Freeze.Bench.Networks;

/// <summary>Trained networks that lie beside the repository, where there are any.</summary>
internal static class SharedNetworks
{
    private static readonly float[] s_mean = [0.4914f, 0.4822f, 0.4465f];
    private static readonly float[] s_deviation = [0.2470f, 0.2435f, 0.2616f];

    public static IReadOnlyList<string> Names { get; } = ["resnet18-cifar10", "resnet18-w16-cifar10"];

    public static Network? Open(string name, Sources sources, bool withCaches = true)
    {
        var onnx = Path.Combine(sources.Shared, "models", name, "model.onnx");
        if (!File.Exists(onnx))
        {
            Log.LeftOut(name, $"{onnx} does not exist; give the folder that holds models/ with --shared");
            return null;
        }

        Log.Step($"{name}: converting");
        var options = new ConvertOptions { ClassName = "Network", Name = name, Namespace = "Networks", Mean = s_mean, Std = s_deviation };
        var folder = ModelFolder.Write(Converter.Convert(onnx, options), Path.Combine(sources.Workspace, name));
        var data = Path.Combine(sources.Shared, "data", "cifar10");
        var test = Path.Combine(data, "test.tar");
        var input = folder.Model.Plan.Input;
        var images = File.Exists(test) ? ImageTensors.FromDataSet(test, input, sources.Images) : ImageTensors.Seeded(input);
        return new(name, onnx, folder, images, withCaches ? Caches(name, folder, data, sources) : null);
    }

    private static CacheSet? Caches(string name, ModelFolder folder, string data, Sources sources)
    {
        using var model = folder.Model.Load(folder.Path, new FrozenModelOptions { UseCaches = false });
        if (sources.Caches is { } given && CacheStore.FindIn(given, model) is { } caches) return caches;
        if (CacheStore.Find(model) is { } stored) return stored;
        var store = new CacheStore(data);
        if (!store.HasData) Log.LeftOut($"{name} with caches", $"{data} does not hold train.tar and calibration.tar");
        else if (!sources.FitCaches) Log.LeftOut($"{name} with caches", "--quick fits none; run once without it, or give --caches DIR");
        else return store.Fit(name, model);
        return null;
    }
}
