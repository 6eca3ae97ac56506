using System.Globalization;
using System.Numerics.Tensors;
using Freeze.Hosting.Batching;
using Microsoft.ML.OnnxRuntime;

namespace Freeze.Bench.OnnxRuntimeService;

/// <summary>One worker's batches: inputs and outputs are bound once for each batch size, to memory that never moves, so that a run allocates nothing.</summary>
internal sealed class OnnxRunner : IBatchRunner
{
    private readonly InferenceSession _session;
    private readonly ImageInput _input;
    private readonly RunOptions _run = new();
    private readonly float[] _tensor, _outputs;
    private readonly int _classes;
    private readonly List<IDisposable> _values = [];
    private readonly OrtIoBinding[] _bindings;
    private readonly string[] _labels;

    // (v / 255 - mean) / deviation for every value of a byte.
    private readonly float[][] _normalised;

    public OnnxRunner(InferenceSession session, ImageInput input, int maxBatch)
    {
        (_session, _input) = (session, input);
        _classes = session.OutputMetadata[session.OutputNames[0]].Dimensions[^1];
        _labels = [.. Enumerable.Range(0, _classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        _tensor = GC.AllocateArray<float>(maxBatch * input.Values, pinned: true);
        _outputs = GC.AllocateArray<float>(maxBatch * _classes, pinned: true);
        _normalised = [.. Enumerable.Range(0, input.Channels).Select(c => Table(input.Mean[c], input.Deviation[c]))];
        _bindings = new OrtIoBinding[maxBatch];
        for (var count = 1; count <= maxBatch; count++)
        {
            var binding = _bindings[count - 1] = session.CreateIoBinding();
            binding.BindInput(session.InputNames[0], Bind(_tensor, [count, input.Channels, input.Height, input.Width]));
            binding.BindOutput(session.OutputNames[0], Bind(_outputs, [count, _classes]));

            // Warm, as the other service is before it listens.
            session.RunWithBinding(_run, binding);
        }
    }

    public void Run(ReadOnlySpan<PredictionRequest> batch, Span<Prediction> results)
    {
        for (var i = 0; i < batch.Length; i++) Normalise(batch[i].Pixels, _tensor.AsSpan(i * _input.Values, _input.Values));
        _session.RunWithBinding(_run, _bindings[batch.Length - 1]);
        Span<float> probabilities = stackalloc float[_classes];
        for (var i = 0; i < batch.Length; i++)
        {
            TensorPrimitives.SoftMax(_outputs.AsSpan(i * _classes, _classes), probabilities);
            var best = TensorPrimitives.IndexOfMax(probabilities);
            results[i] = new(best, _labels[best], Prediction.End, 0, false, probabilities[best]);
        }
    }

    public void Dispose()
    {
        foreach (var binding in _bindings) binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
    }

    private static float[] Table(float mean, float deviation) => [.. Enumerable.Range(0, 256).Select(v => (v / 255f - mean) / deviation)];

    private void Normalise(ReadOnlySpan<byte> rgb, Span<float> tensor)
    {
        var plane = _input.Height * _input.Width;
        for (var c = 0; c < _input.Channels; c++)
        {
            var table = _normalised[c];
            var values = tensor.Slice(c * plane, plane);
            for (var i = 0; i < values.Length; i++) values[i] = table[rgb[i * _input.Channels + c]];
        }
    }

    private OrtValue Bind(float[] data, long[] shape)
    {
        var length = (int)shape.Aggregate(1L, (a, b) => a * b);
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(0, length), shape);
        _values.Add(value);
        return value;
    }
}
