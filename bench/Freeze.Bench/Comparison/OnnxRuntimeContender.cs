using Freeze.Bench.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Freeze.Bench.Comparison;

/// <summary>
/// ONNX Runtime at its fastest: all graph optimisations, the batch known beforehand, inputs and outputs bound once to memory that never moves.
/// </summary>
internal sealed class OnnxRuntimeContender : IContender
{
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly List<IDisposable> _values = [];
    private readonly OrtIoBinding[] _windows;
    private readonly float[] _outputs;

    /// <summary>Makes a session.</summary>
    /// <param name="network">What it runs.</param>
    /// <param name="threads">Threads for one request, the caller's included.</param>
    /// <param name="batch">Images in a request.</param>
    /// <param name="spins">Whether its threads spin when they have nothing to do; otherwise they park at once.</param>
    public OnnxRuntimeContender(Network network, int threads, int batch, bool spins)
    {
        Spins = spins;
        _options = Options(threads);
        _options.AddSessionConfigEntry("session.intra_op.allow_spinning", spins ? "1" : "0");
        foreach (var symbol in Symbols(network.OnnxPath)) _options.AddFreeDimensionOverrideByName(symbol, batch);
        _session = new InferenceSession(network.OnnxPath, _options);
        var (input, classes) = (network.Plan.Input, network.Plan.Classes);
        _outputs = GC.AllocateArray<float>(batch * classes, pinned: true);
        var output = Bind(_outputs, 0, [batch, classes]);
        _windows = new OrtIoBinding[network.Images.Count / batch];
        for (var i = 0; i < _windows.Length; i++)
        {
            _windows[i] = _session.CreateIoBinding();
            var images = Bind(network.Images.Data, i * batch * input.Values, [batch, input.Channels, input.Height, input.Width]);
            _windows[i].BindInput(_session.InputNames[0], images);
            _windows[i].BindOutput(_session.OutputNames[0], output);
        }
    }

    /// <summary>Whether idle threads spin.</summary>
    public bool Spins { get; }

    /// <summary>Options for a number of threads.</summary>
    public static SessionOptions Options(int threads) => new()
    {
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        IntraOpNumThreads = threads,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };

    /// <summary>The batch that a file demands; null when it takes any.</summary>
    public static int? FixedBatch(string onnx)
    {
        using var options = Options(1);
        using var session = new InferenceSession(onnx, options);
        var batch = session.InputMetadata[session.InputNames[0]].Dimensions[0];
        return batch > 0 ? batch : null;
    }

    public void Run(int window) => _session.RunWithBinding(_run, _windows[window]);

    public void Outputs(int window, Span<float> outputs)
    {
        Run(window);
        _outputs.CopyTo(outputs);
    }

    public void Dispose()
    {
        foreach (var window in _windows) window.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }

    private static string[] Symbols(string onnx)
    {
        using var options = Options(1);
        using var session = new InferenceSession(onnx, options);
        return [.. session.InputMetadata[session.InputNames[0]].SymbolicDimensions.Where(name => name.Length > 0).Distinct()];
    }

    private OrtValue Bind(float[] data, int start, long[] shape)
    {
        var length = shape.Aggregate(1L, (a, b) => a * b);
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(start, (int)length), shape);
        _values.Add(value);
        return value;
    }
}
