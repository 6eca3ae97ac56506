using System.Diagnostics.Metrics;
using System.Globalization;
using Freeze.Hosting;
using Freeze.Hosting.Batching;
using Freeze.Hosting.Statistics;
using Freeze.Samples.Service.Web;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Freeze.Bench.OnnxRuntimeService;

/// <summary>ONNX Runtime behind the same reception, queue and batches as the frozen model.</summary>
internal sealed class OnnxClassifier : IClassifier, IBatchEngine, IDisposable
{
    private readonly SessionOptions _settings;
    private readonly InferenceSession _session;
    private readonly RequestQueue _queue;
    private readonly Reception _reception;
    private readonly BatchPump _pump;
    private readonly int _maxBatch;

    public OnnxClassifier(OnnxOptions options, IMeterFactory meters, ILoggerFactory loggers)
    {
        if (!File.Exists(options.Path)) throw new FreezeException($"The ONNX file '{options.Path}' does not exist; give it with --onnx.");
        _settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(options.Path, _settings);
        var shape = _session.InputMetadata[_session.InputNames[0]].Dimensions;
        if (shape is not [_, 3, > 0, > 0]) throw new FreezeException($"'{options.Path}' takes [{string.Join(", ", shape)}], not RGB images of a fixed size.");

        // A file that fixes the batch takes that many images and no others.
        _maxBatch = shape[0] > 0 ? 1 : options.MaxBatch;
        Input = new ImageInput(3, shape[2], shape[3]) { Mean = Numbers(options.Mean), Deviation = Numbers(options.Deviation) };
        var hosting = new FreezeOptions { Workers = options.Workers, MaxBatch = _maxBatch };
        var statistics = new ServiceStatistics([Prediction.End]);
        _queue = new(hosting.QueueLength, hosting.WorkerCount, hosting.BatchDelay);
        var telemetry = new Telemetry(meters, Name, () => _queue.Count, () => null);
        _reception = new(Input, _queue, hosting.QueueLength, statistics, telemetry);
        _pump = new(this, Name, _queue, hosting, statistics, telemetry, loggers.CreateLogger("OnnxRuntime"));
    }

    public string Name => "onnxruntime";

    public ImageInput Input { get; }

    public ValueTask<Prediction[]> PredictAsync(IReadOnlyList<Pixels> images, string? stream) => _reception.Accept(images, stream);

    public IBatchRunner CreateRunner() => new OnnxRunner(_session, Input, _maxBatch);

    public void Dispose()
    {
        _pump.Dispose();
        _session.Dispose();
        _settings.Dispose();
    }

    private static float[] Numbers(string list)
    {
        float[] numbers = [.. list.Split(',').Select(text => float.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : float.NaN)];
        return numbers.Length == 3 && numbers.All(float.IsFinite) ? numbers : throw new FreezeException($"'{list}' are not three numbers, one for each channel.");
    }
}
