using System.Text.RegularExpressions;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Gives layers the names that the network's author gave them, where the file still has them.</summary>
internal static partial class Namer
{
    private const int Longest = 120;

    // What exporters and quantisers put between a weight and the layer that reads it.
    private static readonly string[] s_wrappers = ["QuantizeLinear", "DequantizeLinear", "Cast", "Identity", "Transpose"];

    public static void Run(OpGraph graph, OnnxGraph file)
    {
        var wrappers = file.Nodes.Where(node => s_wrappers.Contains(node.Operator)).ToDictionary(node => node.Outputs[0], StringComparer.Ordinal);
        // "image" is the input's edge.
        var taken = new HashSet<string>(StringComparer.Ordinal) { Freeze.Generators.Specs.InputSpec.Edge };
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
            op.Name = Unique(name.Length > Longest ? name[..Longest] : name, taken);
        }
    }

    /// <summary>The name itself, or with the first number from 2 on that makes it one of its kind.</summary>
    public static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++) unique = $"{name}_{i}";
        return unique;
    }

    private static string? FromWeights(Op op, Dictionary<string, OnnxNode> wrappers)
    {
        if (op.Node is not { Operator: "Conv" or "Gemm" or "MatMul" or "BatchNormalization", Inputs: [_, var weights, ..] }) return null;
        while (wrappers.TryGetValue(weights, out var wrapper) && wrapper.Inputs is [var inner, ..]) weights = inner;
        var match = WeightName().Match(weights);
        return match.Success && match.Groups[1].Value.Trim() is { Length: > 0 } name ? name : null;
    }

    // "/layer1/layer1.0/conv1/Conv" -> "layer1.0.conv1": exporters repeat the outer module's name in the inner one's.
    private static string? FromPath(Op op)
    {
        if (op.Node is not { HasName: true } node) return null;
        var segments = node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (segments.Count > 0 && Regex.IsMatch(segments[^1], $@"\A{Regex.Escape(node.Operator)}(_\d+)?\z"))
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
