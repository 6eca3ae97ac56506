using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Turns the wire format into a graph, and refuses what is unsound with all problems at once.</summary>
internal static class GraphReader
{
    // Before operator set 6 attributes meant other things, but not those of these.
    private static readonly string[] s_unchanged = ["Conv", "GlobalAveragePool", "GlobalMaxPool", "LRN", "Softplus", "Transpose"];

    public static OnnxGraph Read(ModelProto model, string path, string sha256, IReadOnlyDictionary<string, int>? dimensions)
    {
        var problems = new Problems(path);
        var opset = Opset(model, problems);
        var weights = Weights(model.Graph, new ExternalData(path), problems);
        var inputs = model.Graph.Input.Where(input => !weights.ContainsKey(input.Name)).Select(input => Value(input, dimensions)).ToList();
        CheckDimensions(model.Graph, dimensions, problems);
        var nodes = Nodes(model, opset, problems);
        var outputs = model.Graph.Output.Select(output => Value(output, dimensions)).ToList();
        CheckEdges(nodes, inputs, outputs, weights, problems);
        problems.ThrowIfAny();
        var ordered = GraphOrder.Sort(nodes, path);
        return new(path)
        {
            Sha256 = sha256,
            Opset = opset,
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Inputs = inputs,
            Outputs = outputs,
            Nodes = ordered,
            Initializers = weights,
        };
    }

    private static List<OnnxNode> Nodes(ModelProto model, int opset, Problems problems)
    {
        try
        {
            return [.. FunctionInliner.Nodes(model, opset).Select((node, index) => new OnnxNode(node.Node, index, node.Opset))];
        }
        catch (ConversionException e)
        {
            problems.Add(e.Message);
            return [];
        }
    }

    private static void CheckDimensions(GraphProto graph, IReadOnlyDictionary<string, int>? dimensions, Problems problems)
    {
        var symbols = graph.Input.SelectMany(input => input.Type?.TensorType?.Shape?.Dim ?? []).Select(dimension => dimension.DimParam)
            .Where(name => name.Length > 0).Distinct().ToArray();
        foreach (var name in (dimensions ?? new Dictionary<string, int>()).Keys.Except(symbols))
        {
            var there = symbols.Length == 0 ? "there are none" : "there are " + string.Join(", ", symbols.Select(Quoted.Text));
            problems.Add($"No dimension of the input is called {Quoted.Text(name)}; {there}");
        }
    }

    private static int Opset(ModelProto model, Problems problems)
    {
        var own = model.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx");
        if (own is null) problems.Add("The model names no ONNX operator set; the file is truncated or was not written by an ONNX exporter");
        else if (own.Version is < 1 or > 100 || (own.Version < 6 && !model.Graph.Node.All(node => s_unchanged.Contains(node.OpType))))
            problems.Add($"Operator set {own.Version} is not supported; export with opset 13 to 21");
        return (int)Math.Clamp(own?.Version ?? 13, 1, 1000);
    }

    private static Dictionary<string, OnnxTensor> Weights(GraphProto graph, ExternalData external, Problems problems)
    {
        var weights = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var sparse in graph.SparseInitializer)
            problems.Add($"Tensor {Quoted.Text(sparse.Values?.Name)} is sparse, which is not supported");
        foreach (var proto in graph.Initializer)
        {
            try
            {
                var tensor = TensorReader.Read(proto, external);
                proto.RawData = ByteString.Empty; // read once; a large model would be held twice
                if (!tensor.Type.IsInteger() && Array.FindIndex(tensor.Values, x => !double.IsFinite(x)) is >= 0 and var bad)
                    problems.Add($"Tensor {Quoted.Text(proto.Name)} holds {tensor.Values[bad]} at element {bad}; "
                        + "the network was not trained soundly or the file is damaged; export a sound one");
                if (!weights.TryAdd(proto.Name, tensor)) problems.Add($"Tensor {Quoted.Text(proto.Name)} stands twice");
            }
            catch (ConversionException e)
            {
                problems.Add($"Tensor {Quoted.Text(proto.Name)}: {e.Message}");
            }
        }
        return weights;
    }

    private static void CheckEdges(
        List<OnnxNode> nodes, List<OnnxValue> inputs, List<OnnxValue> outputs, Dictionary<string, OnnxTensor> weights, Problems problems)
    {
        if (problems.Count > 0) return; // a tensor that could not be read would be reported again as missing
        var known = new HashSet<string>(inputs.Select(input => input.Name).Concat(weights.Keys), StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (node.Outputs.Length == 0 || node.Outputs[0].Length == 0) problems.Add($"Node {Quoted.Text(node.Name)} makes nothing");
            foreach (var output in node.Outputs)
            {
                if (output.Length > 0 && !known.Add(output))
                    problems.Add($"Value {Quoted.Text(output)} is made twice, again by node {Quoted.Text(node.Name)}");
            }
        }
        foreach (var node in nodes)
        {
            foreach (var input in node.Inputs)
            {
                if (input.Length > 0 && !known.Contains(input))
                    problems.Add($"Node {Quoted.Text(node.Name)} reads {Quoted.Text(input)}, which no node makes and which is not among the weights");
            }
        }
        foreach (var output in outputs)
        {
            if (!known.Contains(output.Name)) problems.Add($"Output {Quoted.Text(output.Name)} is made by no node");
        }
    }

    private static OnnxValue Value(ValueInfoProto value, IReadOnlyDictionary<string, int>? dimensions)
    {
        var tensor = value.Type?.TensorType;
        var shape = tensor?.Shape?.Dim.Select(dimension =>
            dimension.ValueCase == DimensionProto.ValueOneofCase.DimValue && dimension.DimValue is > 0 and < int.MaxValue
                ? (int?)dimension.DimValue
                : dimensions is not null && dimensions.TryGetValue(dimension.DimParam, out var stated) ? stated : null).ToArray();
        return new(value.Name, (ElementType)(tensor?.ElemType ?? 0), shape);
    }
}
