using BenchmarkDotNet.Attributes;

namespace Freeze.Bench.Micro;

/// <summary>Pools, element-wise layers and softmax, one by one.</summary>
public class LightLayerBenchmarks
{
    // Many, since the image's way in takes longer than such a layer.
    private const int Repetitions = 1024;

    private LayerModel _model = null!;
    private float[] _image = [];

    /// <summary>The layers.</summary>
    public static IEnumerable<string> Layers => LightLayers.All.Keys;

    /// <summary>Which layer.</summary>
    [ParamsSource(nameof(Layers))]
    public string Layer { get; set; } = "";

    /// <summary>Makes the model.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _model = LayerModel.Load(LightLayers.All[Layer], Repetitions, threads: 1);
        _image = LayerModel.Values(new Random(2), _model.Plan.Input.Values);
    }

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void CleanUp() => _model.Dispose();

    /// <summary>Runs the layer.</summary>
    [Benchmark(OperationsPerInvoke = Repetitions)]
    public int Run() => _model.Predict(_image).Class;
}
