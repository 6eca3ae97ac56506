using Freeze.Imaging.DataSets;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Microsoft.ML.OnnxRuntime;
using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>On real images the compiled network, fed with bytes, answers as ONNX Runtime does on the same decoded pixels.</summary>
public sealed class Cifar10Tests(ITestOutputHelper output) : IDisposable
{
    private const int Batch = 100, Classes = 10;

    // Rounding may turn an answer only where ONNX Runtime itself hardly prefers it; errors of float sums stay a tenth of that.
    private const float Close = 1e-3f, Tolerance = 1e-4f;

    private static readonly float[] s_mean = [0.4914f, 0.4822f, 0.4465f], s_std = [0.2470f, 0.2435f, 0.2616f];

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("resnet18-w16-cifar10", 5000)]
    [InlineData("resnet18-cifar10", 1000)]
    public void The_compiled_network_answers_as_ONNX_Runtime(string name, int count)
    {
        var path = Path.Combine(SharedModels.Folder(name), "model.onnx");
        using var images = ImageDataSet.Open(SharedModels.Data("cifar10/test.tar"));
        Assert.Equal(5000, images.Count);
        var converted = Converter.Convert(path, new ConvertOptions { Mean = s_mean, Std = s_std });
        using var model = ModelFolder.Write(converted, _folder).Model.Load(_folder);
        using var session = Session(path);

        // The archive is sorted by class: equal steps take some of each.
        int[] order = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * images.Count / count))];
        var (worst, close, rightHere, rightThere) = (0f, 0, 0, 0);
        foreach (var chunk in order.Chunk(Batch))
        {
            byte[] rgb = [.. chunk.SelectMany(i => images.Decode(i).Rgb)];
            var (expected, actual) = (OnnxRuntime(session, rgb), Compiled(model, rgb));
            var predictions = new Prediction[chunk.Length];
            model.Predict(rgb, predictions);
            for (var i = 0; i < chunk.Length; i++)
            {
                var there = expected.AsSpan(i * Classes, Classes);
                var here = actual.AsSpan(i * Classes, Classes);
                for (var c = 0; c < Classes; c++) worst = Math.Max(worst, Math.Abs(there[c] - here[c]));
                var (top, margin) = Top(there);
                if (margin < Close) close++;
                else Assert.True(top == predictions[i].Class, $"{images.Items[chunk[i]].Name}: {top} and {predictions[i].Class}, margin {margin}");
                Assert.Equal(Top(here).Class, predictions[i].Class);
                if (top == images.Items[chunk[i]].Label) rightThere++;
                if (predictions[i].Class == images.Items[chunk[i]].Label) rightHere++;
            }
        }

        output.WriteLine(
            $"{name}: {count} images, worst logit error {worst:0.0e+0}, {close} margins below {Close}, accuracy {(double)rightHere / count:0.0000}");
        Assert.InRange(worst, 0, Tolerance);
        Assert.InRange(close, 0, count / 200);
        Assert.Equal(rightThere, rightHere);
    }

    private static InferenceSession Session(string path)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new(path, options);
    }

    private static float[] OnnxRuntime(InferenceSession session, byte[] rgb)
    {
        var pixels = rgb.Length / 3 / Batch;
        var tensor = new float[rgb.Length];
        for (var i = 0; i < rgb.Length; i++)
        {
            var (image, pixel, channel) = (i / 3 / pixels, i / 3 % pixels, i % 3);
            tensor[(image * 3 + channel) * pixels + pixel] = (rgb[i] / 255f - s_mean[channel]) / s_std[channel];
        }

        using var input = OrtValue.CreateTensorValueFromMemory(tensor, [Batch, 3, 32, 32]);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [input], session.OutputNames);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    // Observing takes bytes, as predictions do, and shows the outputs of the whole network.
    private static float[] Compiled(FrozenModel model, byte[] rgb)
    {
        var outputs = new float[Batch * Classes];
        model.Observe(rgb, Batch, new int[model.Plan.Probes.Count], (_, _, _) => { }, outputs);
        return outputs;
    }

    private static (int Class, float Margin) Top(ReadOnlySpan<float> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return (values.IndexOf(sorted[^1]), sorted[^1] - sorted[^2]);
    }
}
