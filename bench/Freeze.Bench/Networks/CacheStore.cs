using Freeze.Bench.Reporting;
using Freeze.Caching;
using Freeze.Calibration;
using Freeze.Onnx2Cs.Data;

namespace Freeze.Bench.Networks;

/// <summary>
/// Caches fitted by earlier runs, in the user's cache folder: fitting takes minutes. They are found by the weights that they belong to.
/// </summary>
/// <param name="data">Folder of train.tar and calibration.tar.</param>
internal sealed class CacheStore(string data)
{
    private readonly string _train = Path.Combine(data, "train.tar");
    private readonly string _calibration = Path.Combine(data, "calibration.tar");

    public bool HasData => File.Exists(_train) && File.Exists(_calibration);

    private static string Folder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
                ? set
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(OperatingSystem.IsWindows() ? Path.GetTempPath() : cache, "freeze-bench");
        }
    }

    /// <summary>Caches of an earlier run; null when there are none that can be used.</summary>
    public static CacheSet? Find(FrozenModel model) => File.Exists(PathOf(model)) ? Load(PathOf(model), model) : null;

    /// <summary>The caches of this model among those in a folder; null when there are none.</summary>
    public static CacheSet? FindIn(string folder, FrozenModel model)
    {
        if (!Directory.Exists(folder)) throw new FreezeException($"The folder '{folder}' does not exist. Make it with onnx2cs convert and fit.");
        var found = Directory.GetFiles(folder, "*.cache.safetensors").Order(StringComparer.Ordinal).Select(path => Load(path, model));
        return found.FirstOrDefault(caches => caches is not null);
    }

    /// <summary>Fits caches as <c>onnx2cs fit</c> does, and keeps them.</summary>
    public CacheSet Fit(string name, FrozenModel model)
    {
        Log.Step($"{name}: fitting caches, once; this takes minutes");
        var progress = new FittingProgress(name);
        var fitting = ModelImages.Read(_train, model.Plan, "reading fitting images", progress, CancellationToken.None);
        var held = ModelImages.Read(_calibration, model.Plan, "reading calibration images", progress, CancellationToken.None);
        fitting.CheckDisjoint(held);
        var result = new CacheFitter(model, new FitOptions { Risk = 0.01 }).Fit(fitting, held, progress);
        Log.Step(result.Certificate is { } c ? $"{name}: certified, at most {c.Risk:0.0%} of answers differ" : $"{name}: {result.Explanation}");
        Directory.CreateDirectory(Folder);
        result.Caches.Save(PathOf(model), model.Plan);
        return result.Caches;
    }

    private static CacheSet? Load(string path, FrozenModel model)
    {
        try
        {
            var caches = CacheSet.Load(path, model.Plan);
            if (caches.Weights != model.Weights) throw new FreezeException("they were fitted to other weights");
            Log.Step($"{model.Plan.Name}: caches from {path}");
            return caches;
        }
        catch (FreezeException error)
        {
            Log.Step($"{model.Plan.Name}: the caches in {path} are not used: {error.Message}");
            return null;
        }
    }

    private static string PathOf(FrozenModel model) => Path.Combine(Folder, $"{model.Plan.Name}-{model.Weights[..16]}.cache.safetensors");
}
