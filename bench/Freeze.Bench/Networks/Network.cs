using Freeze.Caching;
using Freeze.Onnx2Cs.Compilation;

namespace Freeze.Bench.Networks;

/// <summary>One network as both sides run it.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="OnnxPath">The ONNX file.</param>
/// <param name="Folder">What Freeze made of it.</param>
/// <param name="Images">The images of the comparison.</param>
/// <param name="Caches">Its caches; null where it has none.</param>
internal sealed record Network(string Name, string OnnxPath, ModelFolder Folder, ImageTensors Images, CacheSet? Caches)
{
    public ModelPlan Plan => Folder.Model.Plan;

    /// <summary>Loads the model with this many threads, caches off.</summary>
    public FrozenModel Load(int threads) => Folder.Model.Load(Folder.Path, new FrozenModelOptions { Threads = threads, UseCaches = false });
}
