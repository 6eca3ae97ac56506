using System.Text.RegularExpressions;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Gives layers the names that the network's author gave them, where the file still has them.</summary>
internal static partial class Namer
{
    private const int Longest = 120;

    // More than that stand nowhere between a weight and its layer.
    private const int MostWrappers = 16;

    // What exporters and quantisers put between a weight and the layer that reads it.
    private static readonly string[] s_wrappers = ["QuantizeLinear", "DequantizeLinear", "Cast", "Identity", "Transpose"];

    public static void Run(OpGraph graph, OnnxGraph file)
    {
        var wrappers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in file.Nodes) if (s_wrappers.Contains(node.Operator) && node.Outputs is [var made, ..]) wrappers[made] = node;

        // "image" is the input's edge.
        var taken = new UniqueNames();
        taken.Add(Freeze.Generators.Specs.InputSpec.Edge);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var op in graph.Ops)
        {
            var name = FromWeights(op, wrappers) ?? FromPath(op);
            if (name is null)
            {
                var kind = Kind(op);
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
                name = kind + (counts[kind] == 1 && op.Kind is not (OpKind.Conv2D or OpKind.Dense) ? "" : counts[kind]);
            }
            op.Name = taken.Add(Cut(name));
        }
    }

    /// <summary>The name, or its beginning where it is longer than any that a person gave.</summary>
    public static string Cut(string name) => name.Length <= Longest ? name : name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)];

    private static string? FromWeights(Op op, Dictionary<string, OnnxNode> wrappers)
    {
        if (op.Node is not { Operator: "Conv" or "Gemm" or "MatMul" or "BatchNormalization", Inputs: [_, var weights, ..] }) return null;
        for (var i = 0; i < MostWrappers && wrappers.TryGetValue(weights, out var wrapper) && wrapper.Inputs is [var inner, ..]; i++) weights = inner;
        var match = WeightName().Match(weights);
        return match.Success && match.Groups[1].Value.Trim() is { Length: > 0 } name ? name : null;
    }

    // "/layer1/layer1.0/conv1/Conv" -> "layer1.0.conv1": exporters repeat the outer module's name in the inner one's.
    private static string? FromPath(Op op)
    {
        if (op.Node is not { HasName: true } node) return null;
        var segments = node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (segments.Count > 0 && IsOperator(segments[^1], node.Operator))
            segments.RemoveAt(segments.Count - 1);
        var parts = new List<string>();
        foreach (var segment in segments)
        {
            if (parts.Count > 0 && segment.StartsWith(parts[^1] + ".", StringComparison.Ordinal)) parts[^1] = segment;
            else parts.Add(segment);
        }
        if (parts.Count == 0) return null;
        var kind = Kind(op);
        if (op.Kind is not (OpKind.Conv2D or OpKind.Dense) && !parts[^1].Contains(kind, StringComparison.OrdinalIgnoreCase))
            parts.Add(kind);
        return string.Join('.', parts);
    }

    // "Conv", or "Conv_12".
    private static bool IsOperator(string segment, string op) => segment.StartsWith(op, StringComparison.Ordinal)
        && segment.AsSpan(op.Length) is var rest && (rest.Length == 0 || (rest.Length > 1 && rest[0] == '_' && !rest[1..].ContainsAnyExceptInRange('0', '9')));

    private static string Kind(Op op) => op.Kind switch
    {
        OpKind.Rearrange when op.Node is null => "input",
        OpKind.Conv2D => "conv",
        OpKind.Dense => "fc",
        OpKind.MaxPool or OpKind.AveragePool or OpKind.GlobalAveragePool => "pool",
        OpKind.ScaleShift => "scale",
        OpKind.LayerNorm => "norm",
        OpKind.Activation => op.Activation.ToString().ToLowerInvariant(),
        var kind => kind.ToString().ToLowerInvariant(),
    };

    [GeneratedRegex(@"\A(?!onnx::)(.+?)[._/](weight|kernel)(_quantized)?\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex WeightName();
}
