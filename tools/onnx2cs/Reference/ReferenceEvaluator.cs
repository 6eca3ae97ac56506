using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// Evaluates ONNX graphs naively, in double: it tells the tests and <c>verify</c> what is right. What attributes mean stands in this
/// folder, written from ONNX's specification, and is shared with nothing that it judges.
/// </summary>
public static class ReferenceEvaluator
{
    /// <summary>Numbers that are held at a time, two gigabytes of doubles: more than any network that can be converted needs for a few images.</summary>
    internal const long MostHeld = 1L << 28;

    /// <summary>Runs a graph on its inputs, at any batch size, and gives all its outputs.</summary>
    public static Dictionary<string, OnnxTensor> Run(
        OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken cancellation = default) => Run(graph, inputs, MostHeld, cancellation);

    /// <summary>Runs a graph within a limit of the numbers that are held at a time.</summary>
    internal static Dictionary<string, OnnxTensor> Run(
        OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, long mostHeld, CancellationToken cancellation)
    {
        var values = new Dictionary<string, OnnxTensor>(graph.Initializers, StringComparer.Ordinal);
        foreach (var input in graph.Inputs)
        {
            values[input.Name] = inputs.TryGetValue(input.Name, out var tensor) ? tensor
                : throw new ConversionException($"input {Quoted.Text(input.Name)} is missing");
        }
        Run(graph.Nodes, values, LastReaders(graph), mostHeld, cancellation);
        return graph.Outputs.ToDictionary(output => output.Name, output => values.GetValueOrDefault(output.Name)
            ?? throw new ConversionException($"output {Quoted.Text(output.Name)} is a further output of its node, which is not supported"));
    }

    /// <summary>Runs nodes on the values that are known by name, and adds theirs.</summary>
    internal static void Run(IReadOnlyList<OnnxNode> nodes, Dictionary<string, OnnxTensor> values,
        IReadOnlyDictionary<string, OnnxNode> lastReader, long mostHeld, CancellationToken cancellation)
    {
        var held = 0L;
        foreach (var node in nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var made = node.Domain.Length == 0 && node.Operator == Conditional.Operator ? Conditional.Run(node, values, mostHeld, cancellation)
                    : Operators.Evaluate(node, [.. node.Inputs.Select(name => name.Length == 0 ? null : values[name])]);
                foreach (var (name, value) in node.Outputs.Zip(made))
                {
                    if (name.Length == 0) continue;
                    values[name] = value;
                    if ((held += value.Values.Length) > mostHeld)
                        throw new ConversionException(
                            $"makes a tensor {OnnxTensor.Describe(value.Shape)}, and more than {mostHeld} numbers are held already");
                }
            }
            catch (KeyNotFoundException e)
            {
                throw new ConversionException($"{node.Operator} {Quoted.Text(node.Name)} reads an output that is not made", e);
            }
            catch (ConversionException e)
            {
                throw new ConversionException($"{node.Operator} {Quoted.Text(node.Name)}: {e.Message}", e);
            }
            foreach (var name in node.Reads.Concat(node.Outputs))
            {
                if (lastReader.TryGetValue(name, out var last) && last == node && values.Remove(name, out var gone))
                    held -= gone.Values.Length;
            }
        }
    }

    // Activations of a large network do not all fit into memory as doubles, so each goes after its last reader; the graph holds the weights
    // anyway.
    private static Dictionary<string, OnnxNode> LastReaders(OnnxGraph graph)
    {
        var readers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            foreach (var name in node.Reads) readers[name] = node;
        }

        // What nothing reads goes after the node that makes it.
        foreach (var node in graph.Nodes) foreach (var name in node.Outputs) readers.TryAdd(name, node);
        foreach (var name in graph.Outputs.Select(output => output.Name).Concat(graph.Initializers.Keys)) readers.Remove(name);
        return readers;
    }
}
