using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Verification;

/// <summary>Runs a converted model as it ships and compares it with stored outputs, or with the reference evaluator.</summary>
internal static class Verifier
{
    private const int SeededImages = 2;

    /// <summary>Verifies a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="converted">What the converter made of it.</param>
    /// <param name="testData">Folder of the test data; null for the model's own.</param>
    /// <param name="tolerance">How far values may be off.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static IReadOnlyList<Comparison> Run(string path, ConvertedModel converted, string? testData, Tolerance tolerance, CancellationToken cancellation = default)
    {
        var folder = Directory.CreateTempSubdirectory("onnx2cs-verify-").FullName;
        try
        {
            using var model = ModelFolder.Write(converted, folder).Model.Load(folder, new FrozenModelOptions { UseCaches = false });
            var sets = TestSets(testData ?? Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (sets.Length == 0 && testData is not null)
                throw new FreezeException($"'{testData}' holds no test_data_set_*/input_0.pb. "
                    + "Leave --test-data out to verify against the reference evaluator.");
            return sets.Length > 0 ? [.. sets.Select(set => Stored(model, converted, set, tolerance, cancellation))]
                : [Seeded(model, converted, tolerance, cancellation)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] TestSets(string folder) => !Directory.Exists(folder)
        ? throw new FreezeException($"The folder '{folder}' does not exist.")
        : [.. Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal)
            .Where(set => File.Exists(Path.Combine(set, "input_0.pb")))];

    private static Comparison Stored(FrozenModel model, ConvertedModel converted, string set, Tolerance tolerance, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var input = OnnxFile.LoadTensor(Path.Combine(set, "input_0.pb"));
        var expected = OnnxFile.LoadTensor(Path.Combine(set, "output_0.pb"));
        return Comparison.Of(Path.GetFileName(set) + "/output_0", Run(model, converted, input), expected.Values, tolerance);
    }

    private static Comparison Seeded(FrozenModel model, ConvertedModel converted, Tolerance tolerance, CancellationToken cancellation)
    {
        var graph = converted.Graph;
        var input = model.Plan.Input;
        var random = new Random(20260101);
        var values = new double[SeededImages * input.Values];
        var bytes = graph.Inputs[0].Type == ElementType.UInt8;
        for (var i = 0; i < values.Length; i++) values[i] = bytes ? random.Next(256) : (float)(2 * random.NextDouble() - 1);
        int[] shape = converted.InputHasChannelsLast
            ? [SeededImages, input.Height, input.Width, input.Channels] : [SeededImages, input.Channels, input.Height, input.Width];
        var tensor = new OnnxTensor(shape, values, graph.Inputs[0].Type);
        var expected = ReferenceEvaluator.Run(graph, new Dictionary<string, OnnxTensor> { [graph.Inputs[0].Name] = tensor }, cancellation);
        var output = graph.Outputs[0].Name;
        return Comparison.Of(output + " (seeded input)", Run(model, converted, tensor), expected[output].Values, tolerance);
    }

    private static float[] Run(FrozenModel model, ConvertedModel converted, OnnxTensor input)
    {
        var wanted = model.Plan.Input;
        if (input.Values.Length == 0 || input.Values.Length % wanted.Values != 0)
            throw new FreezeException($"The test input has shape {OnnxTensor.Describe(input.Shape)}; "
                + $"the model takes images of {wanted.Channels}x{wanted.Height}x{wanted.Width}.");
        var images = input.Values.Length / wanted.Values;
        var outputs = new float[images * model.Plan.Classes];
        model.Run(Array.ConvertAll(converted.Normalise(input), v => (float)v), outputs, images);
        return outputs;
    }
}
