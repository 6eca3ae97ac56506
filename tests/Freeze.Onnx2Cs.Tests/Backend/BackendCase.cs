using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Tests.Backend;

/// <summary>One of ONNX's own test cases: a model, and sets of inputs with the outputs that they must give.</summary>
/// <param name="Name">Group and folder, such as "node/test_relu".</param>
/// <param name="Folder">Where it lies.</param>
internal sealed record BackendCase(string Name, string Folder)
{
    /// <summary>Its group, such as "node".</summary>
    public string Suite => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    public string Model => Path.Combine(Folder, "model.onnx");

    public IEnumerable<string> Sets => Directory.GetDirectories(Folder, "test_data_set_*").Order(StringComparer.Ordinal);

    /// <summary>The operators that the model uses; those of other domains with their domain.</summary>
    public static IEnumerable<string> Operators(OnnxGraph graph) =>
        graph.Nodes.Select(node => node.Domain.Length > 0 ? $"{node.Domain}.{node.Operator}" : node.Operator).Distinct();

    /// <summary>Runs the reference evaluator on every set; gives the first thing that is wrong, null when all is right.</summary>
    public string? Evaluate()
    {
        try
        {
            var graph = OnnxFile.Load(Model);
            return Sets.Select(set => Evaluate(graph, set)).FirstOrDefault(problem => problem is not null);
        }
        catch (ConversionException e)
        {
            return e.Message;
        }
    }

    private static string? Evaluate(OnnxGraph graph, string set)
    {
        var inputs = graph.Inputs.Select((input, i) => (input.Name, Tensor: Load(set, "input", i))).ToDictionary(i => i.Name, i => i.Tensor);
        var outputs = ReferenceEvaluator.Run(graph, inputs);
        return graph.Outputs.Select((output, i) =>
            Differs(Load(set, "output", i), outputs[output.Name])).FirstOrDefault(problem => problem is not null);
    }

    private static string? Differs(OnnxTensor expected, OnnxTensor actual)
    {
        if (!expected.Shape.AsSpan().SequenceEqual(actual.Shape))
            return $"shape {OnnxTensor.Describe(actual.Shape)} instead of {OnnxTensor.Describe(expected.Shape)}";
        for (var i = 0; i < expected.Values.Length; i++)
        {
            var (e, a) = (expected.Values[i], actual.Values[i]);
            var same = e == a || (double.IsNaN(e) && double.IsNaN(a));
            if (!same && !(Math.Abs(e - a) <= Tolerance(expected.Type) * Math.Max(1, Math.Abs(e)))) return $"value {i} is {a} instead of {e}";
        }
        return null;
    }

    // The stored outputs were computed in the type that they are stored in.
    private static double Tolerance(ElementType type) => type == ElementType.Float16 ? 2e-3 : 2e-5;

    private static OnnxTensor Load(string set, string kind, int index) => OnnxFile.LoadTensor(Path.Combine(set, $"{kind}_{index}.pb"));
}
