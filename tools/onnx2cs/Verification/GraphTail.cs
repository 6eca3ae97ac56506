using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Verification;

/// <summary>
/// What a graph still makes of the scores of the classes: labels by ArgMax or TopK, probabilities by Softmax. The reference evaluator computes it, so that
/// stored outputs can be compared whatever the network's last nodes give.
/// </summary>
internal static class GraphTail
{
    /// <summary>The graph's outputs that follow from one value and constants, by name.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">Name of the value.</param>
    /// <param name="value">Its elements.</param>
    public static Dictionary<string, OnnxTensor> Outputs(OnnxGraph graph, string name, OnnxTensor value)
    {
        var values = new Dictionary<string, OnnxTensor>(graph.Initializers, StringComparer.Ordinal) { [name] = value };
        foreach (var node in graph.Nodes)
        {
            if (!node.Reads.All(read => read.Length == 0 || values.ContainsKey(read)) || node.Outputs.Contains(name)) continue;
            try
            {
                var made = Operators.Evaluate(node, [.. node.Inputs.Select(input => input.Length == 0 ? null : values[input])]);
                foreach (var (output, tensor) in node.Outputs.Zip(made)) if (output.Length > 0) values[output] = tensor;
            }
            catch (ConversionException)
            {
                // An output that cannot be computed is not compared; the scores themselves were.
            }
        }

        return graph.Outputs.Where(output => values.ContainsKey(output.Name)).ToDictionary(output => output.Name, output => values[output.Name]);
    }
}
