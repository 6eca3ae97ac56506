using BenchmarkDotNet.Attributes;

namespace Freeze.Bench.Micro;

/// <summary>Convolutions and dense layers, one by one.</summary>
public class ConvolutionBenchmarks
{
    private const int Repetitions = 16;

    private LayerModel _model = null!;
    private float[] _image = [];

    /// <summary>The layers.</summary>
    public static IEnumerable<string> Layers => Convolutions.All.Keys;

    /// <summary>Which layer.</summary>
    [ParamsSource(nameof(Layers))]
    public string Layer { get; set; } = "";

    /// <summary>Threads that share the work.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Makes the model.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _model = LayerModel.Load(Convolutions.All[Layer], Repetitions, Threads);
        _image = LayerModel.Values(new Random(2), _model.Plan.Input.Values);
    }

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void CleanUp() => _model.Dispose();

    /// <summary>Runs the layer.</summary>
    [Benchmark(OperationsPerInvoke = Repetitions)]
    public int Convolution() => _model.Predict(_image).Class;
}
