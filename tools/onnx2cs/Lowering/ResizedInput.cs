using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// Graphs that take images of any size and resize them first: the size that they are resized to is the model's, and whoever runs the model resizes
/// (<c>Predict(rgb, width, height)</c> does).
/// </summary>
internal static class ResizedInput
{
    // What may stand between the input and the resizing.
    private static readonly string[] s_before = ["Cast", "Div", "Identity", "Mul", "Sub", "Add", "Transpose"];

    /// <summary>The input's shape with the height and width of the Resize that follows it; the shape itself where none does.</summary>
    public static IReadOnlyList<int?>? Shape(OnnxGraph graph, IReadOnlyList<int?>? shape)
    {
        if (shape is not [var batch, _, _, _] || shape.Skip(1).All(length => length is not null)) return shape;
        var (value, channelsLast, startsLast) = (graph.Inputs[0].Name, false, false);
        var readers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var reader in graph.Nodes) foreach (var read in reader.Inputs) readers.TryAdd(read, reader);
        while (readers.TryGetValue(value, out var node))
        {
            if (node.Operator == "Resize")
            {
                var sizes = node.Inputs.Length > 3 && graph.Initializers.TryGetValue(node.Inputs[3], out var tensor) ? tensor.Integers : [];
                if (node.Has("axes") || sizes.Length != 4) return shape;
                int?[] found = startsLast == channelsLast ? [.. sizes.Select(size => (int?)OnnxNode.Whole(size, "sizes"))]
                    : channelsLast ? [null, (int)sizes[3], (int)sizes[1], (int)sizes[2]] : [null, (int)sizes[2], (int)sizes[3], (int)sizes[1]];
                found[0] = batch;
                return found;
            }

            if (!s_before.Contains(node.Operator) || node.Outputs.Length == 0) return shape;
            if (node.Operator == "Transpose")
            {
                var permutation = node.Integers("perm");
                if (permutation is [0, 3, 1, 2]) (startsLast, channelsLast) = (!channelsLast || startsLast, false);
                else if (permutation is [0, 2, 3, 1]) channelsLast = true;
                else return shape;
            }

            value = node.Outputs[0];
        }

        return shape;
    }
}
