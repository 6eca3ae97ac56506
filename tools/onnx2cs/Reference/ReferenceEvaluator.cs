using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// Evaluates ONNX graphs naively, in double. It folds constants for the converter and tells the tests and <c>verify</c> what is right.
/// </summary>
public static class ReferenceEvaluator
{
    /// <summary>Runs a graph on its inputs, at any batch size, and gives all its outputs.</summary>
    public static Dictionary<string, OnnxTensor> Run(OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken cancellation = default)
    {
        var values = new Dictionary<string, OnnxTensor>(graph.Initializers, StringComparer.Ordinal);
        foreach (var input in graph.Inputs)
        {
            values[input.Name] = inputs.TryGetValue(input.Name, out var tensor) ? tensor
                : throw new ConversionException($"input {Quoted.Text(input.Name)} is missing");
        }
        var lastReader = LastReaders(graph);
        foreach (var node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var arguments = node.Inputs.Select(name => name.Length == 0 ? null : values[name]).ToArray();
                var made = Operators.Evaluate(node, arguments);
                foreach (var (name, value) in node.Outputs.Zip(made)) if (name.Length > 0) values[name] = value;
            }
            catch (KeyNotFoundException e)
            {
                throw new ConversionException($"{node.Operator} {Quoted.Text(node.Name)} reads an output that is not made", e);
            }
            catch (ConversionException e)
            {
                throw new ConversionException($"{node.Operator} {Quoted.Text(node.Name)}: {e.Message}", e);
            }
            foreach (var name in node.Reads) if (lastReader.TryGetValue(name, out var last) && last == node) values.Remove(name);
        }
        return graph.Outputs.ToDictionary(output => output.Name, output => values.GetValueOrDefault(output.Name)
            ?? throw new ConversionException($"output {Quoted.Text(output.Name)} is a further output of its node, which is not supported"));
    }

    // Activations of a large network do not all fit into memory as doubles, so each goes after its last reader.
    private static Dictionary<string, OnnxNode> LastReaders(OnnxGraph graph)
    {
        var readers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            foreach (var name in node.Reads) readers[name] = node;
        }
        foreach (var output in graph.Outputs) readers.Remove(output.Name);
        return readers;
    }
}
