using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>If: one of two graphs, which read values of the graph around them by name.</summary>
internal static class Conditional
{
    public const string Operator = "If";

    private static readonly Dictionary<string, OnnxNode> s_nothingGoes = [];

    public static OnnxTensor[] Run(OnnxNode node, IReadOnlyDictionary<string, OnnxTensor> around, long mostHeld, CancellationToken cancellation)
    {
        var condition = around[node.Inputs[0]];
        if (condition.Values.Length != 1)
            throw new ConversionException($"the condition {OnnxTensor.Describe(condition.Shape)} is no single value");
        var name = condition.Values[0] != 0 ? "then_branch" : "else_branch";
        var branch = node.Subgraph(name) ?? throw new ConversionException($"{name} is missing");
        var values = new Dictionary<string, OnnxTensor>(branch.Initializers, StringComparer.Ordinal);
        foreach (var outer in branch.Outer) values[outer] = around[outer];
        ReferenceEvaluator.Run(branch.Nodes, values, s_nothingGoes, mostHeld, cancellation);
        return [.. branch.Outputs.Select(output => values[output])];
    }
}
