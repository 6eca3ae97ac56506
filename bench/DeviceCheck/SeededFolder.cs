using Freeze.Storage;

namespace Freeze.DeviceCheck;

/// <summary>A folder of model files with random weights, the same on every machine.</summary>
internal sealed class SeededFolder : IDisposable
{
    private SeededFolder(ModelPlan plan, int seed)
    {
        // The sums of a layer are about as large as what it reads (He et al. 2015), so that no layer's error hides behind another's size.
        var random = new Random(seed);
        var tensors = plan.Layers.SelectMany(layer => layer.Tensors.Select(t => (Name: $"{layer.Name}.{t.Suffix}", t.Shape))).ToDictionary(
            t => t.Name, t => (t.Shape, Draw(random, t.Shape)));
        WeightFiles.WriteCanonical(Path, plan, tensors, new Dictionary<string, string> { ["source"] = "random" });
        WeightFiles.WriteCpu(Path, plan);
    }

    /// <summary>Files of a network.</summary>
    /// <param name="seed">Another seed gives other weights.</param>
    public static SeededFolder Of<T>(int seed = 5)
        where T : FrozenModel, new()
    {
        using var model = new T();
        return new SeededFolder(model.Plan, seed);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("freeze-device-check-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static float[] Draw(Random random, int[] shape)
    {
        var fanIn = shape.Skip(1).Aggregate(1, (product, length) => product * length);
        var size = shape.Length == 1 ? 0.3 : Math.Sqrt(6.0 / fanIn);
        var values = new float[shape.Aggregate(1, (product, length) => product * length)];
        for (var i = 0; i < values.Length; i++) values[i] = (float)((2 * random.NextDouble() - 1) * size);
        return values;
    }
}
