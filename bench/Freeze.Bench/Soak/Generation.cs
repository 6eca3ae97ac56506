using Freeze.Bench.Networks;
using Freeze.Caching;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Storage;

namespace Freeze.Bench.Soak;

/// <summary>One state of the model's files, and what it answers.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Answers">Class and exit for each picture; null where they depend on the size of the batch.</param>
/// <param name="Classes">The whole network's class for each picture.</param>
internal sealed record Generation(string Folder, (int Class, string Exit)?[] Answers, int[] Classes)
{
    private static readonly string[] s_names = ["caches", "careful", "none", "other"];

    /// <summary>Asks the model in a folder, without a service, in batches of every size that the service may make.</summary>
    public static Generation Ask(CompiledModel compiled, string folder, IReadOnlyList<Picture> pictures)
    {
        using var model = compiled.Load(folder, new FrozenModelOptions { Threads = 1 });
        var answers = pictures.Select(picture => Answer(model, picture.Rgb)).ToArray();
        model.UseCaches(null);
        var classes = pictures.Select(picture => model.Predict(picture.Rgb).Class).ToArray();
        return new(folder, answers, classes);
    }

    private static (int Class, string Exit)? Answer(FrozenModel model, byte[] rgb)
    {
        var alone = model.Predict(rgb);
        for (var batch = 2; batch <= SoakPlan.MaxBatch; batch++)
        {
            var results = new Prediction[batch];
            model.Predict(Enumerable.Repeat(rgb, batch).SelectMany(bytes => bytes).ToArray(), results);
            if (!Array.TrueForAll(results, result => result.Class == alone.Class && result.Exit == alone.Exit)) return null;
        }

        return (alone.Class, alone.Exit);
    }

    /// <summary>
    /// The folders: the shipped caches, more careful ones, none, and other weights, whose last layer has the opposite sign so that nearly every picture
    /// gets another class.
    /// </summary>
    public static IReadOnlyList<string> Write(string workspace)
    {
        var source = ModelFolder.Open(ConveyorNetwork.Path);
        var plan = source.Model.Plan;
        var caches = CacheSet.Load(source.CachePath, plan);
        var careful = new CacheSet
        {
            Weights = caches.Weights,
            Probes = [.. caches.Probes.Select(cache => cache is { IsOn: true } && cache.Threshold <= 1 ? cache.WithThreshold((1 + cache.Threshold) / 2) : cache)],
        };
        string[] all = [.. s_names.Select(name => Path.Combine(workspace, name))];
        foreach (var folder in all) Directory.CreateDirectory(folder);
        foreach (var folder in all[..3]) File.Copy(Path.Combine(source.Path, plan.Name + ".cpu.safetensors"), Path.Combine(folder, plan.Name + ".cpu.safetensors"));
        caches.Save(Path.Combine(all[0], plan.Name + ".cache.safetensors"), plan);
        careful.Save(Path.Combine(all[1], plan.Name + ".cache.safetensors"), plan);
        WriteOther(all[3], source, plan);
        return all;
    }

    private static void WriteOther(string folder, ModelFolder source, ModelPlan plan)
    {
        var (last, writer) = (plan.Layers[^1].Name, new Dictionary<string, (int[] Shape, float[] Data)>());
        using (var file = SafetensorsFile.Open(Path.Combine(source.Path, plan.Name + ".safetensors")))
            foreach (var name in file.Names)
            {
                var data = file.Floats(name).ToArray();
                if (name.StartsWith(last + ".", StringComparison.Ordinal)) data = [.. data.Select(value => -value)];
                writer[name] = (file[name].Shape, data);
            }

        WeightFiles.WriteCanonical(folder, plan, writer, new Dictionary<string, string> { ["source"] = "soak" });
        WeightFiles.WriteCpu(folder, plan);
    }
}
