using Freeze.Layers;

namespace Freeze.Bench.Micro;

/// <summary>
/// A model of one layer, written as the generator would write it, that runs the layer many times in one pass: what the pass costs besides
/// disappears. It takes the path that every model takes, so the kernel measured is the one that the runtime chooses. Weights stay in the caches of
/// the CPU, which favours layers that would stream them in a whole network.
/// </summary>
internal sealed class LayerModel : FrozenModel
{
    private const string Name = "layer";

    private readonly LayerCase _case;
    private readonly int _repetitions;
    private readonly GlobalAveragePool _pool;
    private readonly int _output;
    private readonly int _pooled;

    private LayerModel(LayerCase layerCase, int repetitions)
    {
        (_case, _repetitions) = (layerCase, repetitions);
        var (input, output) = (layerCase.Layer.Input, layerCase.Layer.Output);
        var image = new ImageInput(input.Channels, input.Height, input.Width) { Halo = input.Halo };
        var last = new Shape(output.Channels, 1, 1);
        _pool = new GlobalAveragePool("pool", output, last);
        _output = Aligned(image.Floats);
        _pooled = _output + Aligned(output.Floats);
        ProbePoint[] probes = layerCase.Caches is null ? [] : [new("probe", input, AfterLayers: 0)];
        Plan = new ModelPlan(Name, image, [layerCase.Layer, _pool], probes, [], _pooled + last.Floats, layerCase.Layer.Describe());
    }

    public override ModelPlan Plan { get; }

    /// <summary>Makes a model with seeded weights and loads it.</summary>
    public static LayerModel Load(LayerCase layerCase, int repetitions, int threads)
    {
        var model = new LayerModel(layerCase, repetitions);
        var folder = Directory.CreateTempSubdirectory("freeze-micro-").FullName;
        try
        {
            var random = new Random(1);
            var tensors = layerCase.Layer.Tensors.ToDictionary(
                t => $"{layerCase.Layer.Name}.{t.Suffix}", t => (t.Shape, Values(random, t.Shape.Aggregate(1, (a, b) => a * b))));
            Storage.WeightFiles.WriteCanonical(folder, model.Plan, tensors, new Dictionary<string, string>());
            Storage.WeightFiles.WriteCpu(folder, model.Plan);
            model.Open(folder, new FrozenModelOptions { Threads = threads });
            if (layerCase.Caches is { } caches) model.UseCaches(caches(model.Weights));
            return model;
        }
        finally
        {
            // On Windows a mapped file cannot go; its system clears temporary folders by itself.
            if (!OperatingSystem.IsWindows()) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Small normal values.</summary>
    public static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(0.1 * Networks.Gaussian.Next(random)))];

    protected override void Forward(Session s)
    {
        for (var i = 0; i < _repetitions; i++) _case.Run(s, 0, _output);
        s.GlobalAveragePool(_output, _pool, _pooled);
        s.Answer(_pooled, _pool);
    }

    private static int Aligned(int floats) => (floats + Shape.Block - 1) / Shape.Block * Shape.Block;
}
