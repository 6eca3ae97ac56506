using Freeze.Generators;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Verification;

/// <summary>Seeded images and what the reference evaluator makes of them.</summary>
internal sealed record SeededOutput(OnnxTensor Input, OnnxTensor Output);

/// <summary>Runs a converted model as it ships and compares it with stored outputs, or with the reference evaluator.</summary>
internal static class Verifier
{
    private const int SeededImages = 2;

    private const long CheckedElements = 1L << 25;

    // Two images show what mixes them; of large ones each takes seconds.
    private const int SmallImage = 128 * 128;

    // They round or compare, so that a difference in the last digit may become one of a whole step.
    private static readonly HashSet<string> s_rounding =
    [
        "QuantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "QLinearAdd", "QLinearMul", "QLinearGlobalAveragePool", "QLinearSigmoid",
        "QLinearLeakyRelu", "Round", "Floor", "Ceil", "Sign", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "ThresholdedRelu", "Shrink",
    ];

    /// <summary>Verifies a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="converted">What the converter made of it.</param>
    /// <param name="testData">Folder of the test data; null for the model's own.</param>
    /// <param name="tolerance">How far values may be off.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static IReadOnlyList<Comparison> Run(string path, ConvertedModel converted, string? testData, Tolerance tolerance, CancellationToken cancellation = default) =>
        Loaded(converted, model =>
        {
            var sets = TestSets(testData ?? Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (sets.Length == 0 && testData is not null)
                throw new FreezeException($"'{testData}' holds no test_data_set_*/input_0.pb. "
                    + "Leave --test-data out to verify against the reference evaluator.");
            return sets.Length > 0 ? [.. sets.SelectMany(set => Stored(model, converted, set, tolerance, cancellation))]
                : (IReadOnlyList<Comparison>)[Seeded(model, converted, tolerance, SeededImages, cancellation)];
        });

    /// <summary>What the reference evaluator makes of two seeded images, of one where they are large, or of as many as the file states for a batch.</summary>
    /// <param name="converted">What the converter made of the file.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ConversionException">It takes more than is in proportion to the file.</exception>
    public static SeededOutput Expect(ConvertedModel converted, CancellationToken cancellation)
    {
        // Numbers that may be held: many for a small network, whose images may be large, and more for a large one.
        var (bytes, images) = (converted.Graph.Bytes, converted.Spec.Input.Height * converted.Spec.Input.Width <= SmallImage ? SeededImages : 1);
        var most = Math.Min(ReferenceEvaluator.MostHeld, CheckedElements + (Allowance.ElementsPerByte * bytes));
        var arena = MemoryPlanner.Plan(converted.Spec, ShapeInference.Infer(converted.Spec)).Arena;
        if (arena > most)
            throw new ConversionException($"the activations of an image take {arena * sizeof(float) / 1_000_000} MB, out of proportion to the file");
        return Allowance.WithinCheck(bytes, () => Expect(converted, images, most, cancellation));
    }

    /// <summary>Compares a model as it was written with what the reference evaluator made of the same images.</summary>
    public static Comparison Check(FrozenModel model, ConvertedModel converted, SeededOutput expected) => Compare(
        converted.OutputName + " (seeded input)", [.. Run(model, converted, expected.Input).Select(x => (double)x)], expected.Output.Values,
        DefaultTolerance(converted.Graph));

    /// <summary>How far values of a graph may be off where nothing else is said.</summary>
    public static Tolerance DefaultTolerance(OnnxGraph graph) =>
        graph.Nodes.Any(node => s_rounding.Contains(node.Operator)) ? Tolerance.Steps : Tolerance.Floats;

    /// <summary>Shape of the first stored input beside a model; null where there is none.</summary>
    public static int[]? StoredShape(string path, string? testData)
    {
        var folder = testData ?? Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder) && TestSets(folder) is [var set, ..] ? OnnxFile.LoadTensor(Path.Combine(set, "input_0.pb")).Shape : null;
    }

    private static T Loaded<T>(ConvertedModel converted, Func<FrozenModel, T> use)
    {
        var folder = Directory.CreateTempSubdirectory("onnx2cs-verify-").FullName;
        try
        {
            using var model = ModelFolder.Write(converted, folder).Model.Load(folder, new FrozenModelOptions { UseCaches = false });
            return use(model);
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

    // Every stored output that follows from the scores is compared.
    private static Comparison[] Stored(FrozenModel model, ConvertedModel converted, string set, Tolerance tolerance, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var scores = Run(model, converted, OnnxFile.LoadTensor(Path.Combine(set, "input_0.pb")));
        var images = scores.Length / model.Plan.Classes;
        var tail = new OnnxTensor([images, scores.Length / images], Array.ConvertAll(scores, x => (double)x));
        var made = Allowance.WithinCheck(converted.Graph.Bytes, () => GraphTail.Outputs(converted.Graph, converted.OutputName, tail));
        var comparisons = new List<Comparison>();
        for (var i = 0; i < converted.Graph.Outputs.Count; i++)
        {
            var stored = Path.Combine(set, $"output_{i}.pb");
            if (!File.Exists(stored) || !made.TryGetValue(converted.Graph.Outputs[i].Name, out var actual)) continue;
            var expected = OnnxFile.LoadTensor(stored);
            comparisons.Add(Compare($"{Path.GetFileName(set)}/output_{i}", actual.Values, expected.Values, tolerance));
        }

        return comparisons.Count > 0 ? [.. comparisons]
            : throw new FreezeException($"'{set}' holds no output of the scores {Quoted.Text(converted.OutputName)} or of what follows from them.");
    }

    private static Comparison Seeded(FrozenModel model, ConvertedModel converted, Tolerance tolerance, int images, CancellationToken cancellation)
    {
        var expected = Expect(converted, images, ReferenceEvaluator.MostHeld, cancellation);
        var actual = Run(model, converted, expected.Input);
        return Compare(converted.OutputName + " (seeded input)", [.. actual.Select(x => (double)x)], expected.Output.Values, tolerance);
    }

    private static SeededOutput Expect(ConvertedModel converted, int images, long mostHeld, CancellationToken cancellation)
    {
        var taken = (long)Math.Max(images, converted.Batch) * converted.Input.View.Count;
        if (taken > mostHeld) throw new ConversionException($"the images of a batch are {taken} numbers, out of proportion to the file");
        var input = SeededInput.Of(converted, images);
        var outputs = ReferenceEvaluator.Run(
            converted.Graph.UpTo(converted.OutputName), new Dictionary<string, OnnxTensor> { [converted.InputName] = input }, mostHeld, cancellation);
        return new(input, outputs[converted.OutputName]);
    }

    // One probability stands for two classes.
    private static Comparison Compare(string name, double[] actual, double[] expected, Tolerance tolerance)
    {
        if (actual.Length == 2 * expected.Length) actual = [.. Enumerable.Range(0, expected.Length).Select(i => actual[(2 * i) + 1])];
        return Comparison.Of(name, Array.ConvertAll(actual, x => (float)x), expected, tolerance);
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
