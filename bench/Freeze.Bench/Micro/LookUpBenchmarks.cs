using BenchmarkDotNet.Attributes;

namespace Freeze.Bench.Micro;

/// <summary>What a probe costs that is on and lets nobody leave.</summary>
public class LookUpBenchmarks
{
    private const int Repetitions = 1024;

    private LayerModel _model = null!;
    private float[] _image = [];

    /// <summary>The activations.</summary>
    public static IEnumerable<string> Activations => LookUps.All.Keys;

    /// <summary>Which activation the probe looks at.</summary>
    [ParamsSource(nameof(Activations))]
    public string Activation { get; set; } = "";

    /// <summary>Makes the model.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _model = LayerModel.Load(LookUps.All[Activation], Repetitions, threads: 1);
        _image = LayerModel.Values(new Random(2), _model.Plan.Input.Values);
    }

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void CleanUp() => _model.Dispose();

    /// <summary>Looks up.</summary>
    [Benchmark(OperationsPerInvoke = Repetitions)]
    public int LookUp() => _model.Predict(_image).Class;
}
