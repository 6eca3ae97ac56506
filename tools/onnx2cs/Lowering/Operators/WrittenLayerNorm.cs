using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>
/// Finds layer normalisation that an exporter wrote out: d = x - mean(x), d / sqrt(mean(d * d) + epsilon), over the last axis.
/// A scale and a shift that follow are folded into the layer later.
/// </summary>
internal sealed class WrittenLayerNorm
{
    private readonly Dictionary<string, OnnxNode> _makers = new(StringComparer.Ordinal);

    public WrittenLayerNorm(OnnxGraph graph)
    {
        foreach (var node in graph.Nodes) foreach (var output in node.Outputs) if (output.Length > 0) _makers[output] = node;
    }

    /// <summary>Lowers a division that ends the pattern; null for any other node.</summary>
    public Value? Lower(LoweringContext context, IReadOnlyDictionary<string, Value> values)
    {
        if (context.Node is not { Operator: "Div", Inputs: [var difference, var deviation] }) return null;
        if (Maker(difference, "Sub") is not { Inputs: [var source, var mean] }) return null;
        if (Maker(deviation, "Sqrt") is not { Inputs: [var root] } || Maker(root, "Add") is not { Inputs: [var first, var second] }) return null;
        var (variance, epsilon) = values.GetValueOrDefault(second)?.Constant is { } constant ? (first, constant)
            : (second, values.GetValueOrDefault(first)?.Constant);
        if (epsilon is not { Values: [var number] } || !values.TryGetValue(source, out var x) || x.Op is null) return null;
        var axis = x.Rank - 1;
        if (!IsMean(mean, source, axis, values) || Maker(variance, "ReduceMean") is not { Inputs: [var square, ..] }) return null;
        if (!IsMean(variance, square, axis, values) || !IsSquare(square, difference, values)) return null;
        return Normalisation.Standardised(context, x, [axis], number);
    }

    private OnnxNode? Maker(string name, string op) => _makers.TryGetValue(name, out var node) && node.Operator == op && node.Domain.Length == 0 ? node : null;

    private bool IsMean(string name, string of, int axis, IReadOnlyDictionary<string, Value> values)
    {
        if (Maker(name, "ReduceMean") is not { } node || node.Inputs[0] != of || node.Integer("keepdims", 1) == 0) return false;
        var axes = node.Integers("axes") ?? (node.Inputs.Length > 1 ? values.GetValueOrDefault(node.Inputs[1])?.Constant?.Integers : null);
        return axes is [var only] && (only == -1 || only == axis);
    }

    private bool IsSquare(string name, string of, IReadOnlyDictionary<string, Value> values) =>
        Maker(name, "Mul") is { Inputs: [var a, var b] } ? a == of && b == of
        : Maker(name, "Pow") is { Inputs: [var x, var exponent] } && x == of && values.GetValueOrDefault(exponent)?.Constant is { Values: [2] };
}
