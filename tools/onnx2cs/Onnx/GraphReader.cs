using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Turns the wire format into a graph, and refuses what is unsound with all problems at once.</summary>
internal sealed class GraphReader
{
    private const int NewestOpset = 26;

    // Before operator set 6 attributes meant other things, but not those of these.
    private static readonly string[] s_unchanged =
        ["Conv", "GlobalAveragePool", "GlobalMaxPool", "LRN", "Not", "Shape", "Softplus", "Softsign", "SpaceToDepth", "Transpose"];

    private readonly string _path;
    private readonly Problems _problems;
    private readonly ExternalData _external;
    private readonly FunctionInliner _inliner;

    private GraphReader(ModelProto model, string path)
    {
        _path = path;
        _problems = new(path);
        _external = new(path);
        _inliner = new(model);
    }

    public static OnnxGraph Read(ModelProto model, string path, string sha256, IReadOnlyDictionary<string, int>? dimensions) =>
        new GraphReader(model, path).Read(model, sha256, dimensions);

    private OnnxGraph Read(ModelProto model, string sha256, IReadOnlyDictionary<string, int>? dimensions)
    {
        var opset = Opset(model, _problems);
        var weights = Weights(model.Graph);
        var inputs = model.Graph.Input.Where(input => !weights.ContainsKey(input.Name)).Select(input => Value(input, dimensions)).ToList();
        CheckDimensions(model.Graph, dimensions, _problems);
        var nodes = Nodes(model.Graph, opset);
        var outputs = model.Graph.Output.Select(output => Value(output, dimensions)).ToList();
        CheckEdges(nodes, [.. inputs.Select(input => input.Name)], [.. outputs.Select(output => output.Name)], weights);
        _problems.ThrowIfAny();
        return new(_path)
        {
            Sha256 = sha256,
            Opset = opset,
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Metadata = model.MetadataProps.GroupBy(entry => entry.Key, StringComparer.Ordinal)
                .ToDictionary(entries => entries.Key, entries => entries.Last().Value, StringComparer.Ordinal),
            Inputs = inputs,
            Outputs = outputs,
            Nodes = GraphOrder.Sort(nodes, _path),
            Initializers = weights,
        };
    }

    private List<OnnxNode> Nodes(GraphProto graph, int opset, int depth = 0)
    {
        try
        {
            return [.. _inliner.Nodes(graph.Node, opset, depth).Select((node, index) =>
                new OnnxNode(node.Node, index, node.Opset, Subgraphs(node)))];
        }
        catch (ConversionException e)
        {
            _problems.Add(e.Message);
            return [];
        }
    }

    private Dictionary<string, OnnxSubgraph>? Subgraphs(PlacedNode node)
    {
        Dictionary<string, OnnxSubgraph>? subgraphs = null;
        foreach (var attribute in node.Node.Attribute)
            if (attribute.G is not null) (subgraphs ??= [])[attribute.Name] = Subgraph(attribute.G, node.Opset, node.Depth);
        return subgraphs;
    }

    private OnnxSubgraph Subgraph(GraphProto graph, int opset, int depth)
    {
        var weights = Weights(graph);
        var nodes = Nodes(graph, opset, depth);
        string[] inputs = [.. graph.Input.Select(input => input.Name).Where(name => !weights.ContainsKey(name))];
        string[] outputs = [.. graph.Output.Select(output => output.Name)];
        var known = CheckEdges(nodes, inputs, outputs: null, weights);
        return new()
        {
            Inputs = inputs,
            Nodes = _problems.Count == 0 ? GraphOrder.Sort(nodes, _path) : nodes,
            Initializers = weights,
            Outputs = outputs,
            Outer = [.. nodes.SelectMany(node => node.Reads).Concat(outputs).Where(name => name.Length > 0 && !known.Contains(name))
                .Distinct(StringComparer.Ordinal)],
        };
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
        else if (own.Version is < 1 or > NewestOpset
            || (own.Version < 6 && !model.Graph.Node.All(node => s_unchanged.Contains(node.OpType))))
            problems.Add($"Operator set {own.Version} is not supported; export with opset 13 to 24");
        return (int)Math.Clamp(own?.Version ?? 13, 1, 1000);
    }

    private Dictionary<string, OnnxTensor> Weights(GraphProto graph)
    {
        var weights = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var sparse in graph.SparseInitializer)
            _problems.Add($"Tensor {Quoted.Text(sparse.Values?.Name)} is sparse, which is not supported");
        foreach (var proto in graph.Initializer)
        {
            try
            {
                var tensor = TensorReader.Read(proto, _external);
                proto.RawData = ByteString.Empty; // read once; a large model would be held twice

                // An infinity may be a bound of Clip or the padding before a maximum.
                if (!tensor.Type.IsInteger() && Array.FindIndex(tensor.Values, double.IsNaN) is >= 0 and var bad)
                    _problems.Add($"Tensor {Quoted.Text(proto.Name)} holds {tensor.Values[bad]} at element {bad}; "
                        + "the network was not trained soundly or the file is damaged; export a sound one");
                if (!weights.TryAdd(proto.Name, tensor)) _problems.Add($"Tensor {Quoted.Text(proto.Name)} stands twice");
            }
            catch (ConversionException e)
            {
                _problems.Add($"Tensor {Quoted.Text(proto.Name)}: {e.Message}");
            }
        }
        return weights;
    }

    // What is known inside the graph. A sub-graph may read more, and give more: what lies around it is checked with its node.
    private HashSet<string> CheckEdges(List<OnnxNode> nodes, string[] inputs, string[]? outputs, Dictionary<string, OnnxTensor> weights)
    {
        var known = new HashSet<string>(inputs.Concat(weights.Keys), StringComparer.Ordinal);
        if (_problems.Count > 0) return known; // a tensor that could not be read would be reported again as missing
        foreach (var node in nodes)
        {
            if (node.Outputs.All(output => output.Length == 0))
                _problems.Add($"Node {Quoted.Text(node.Name)} makes nothing");
            foreach (var output in node.Outputs)
            {
                if (output.Length > 0 && !known.Add(output))
                    _problems.Add($"Value {Quoted.Text(output)} is made twice, again by node {Quoted.Text(node.Name)}");
            }
        }
        if (outputs is null) return known;
        foreach (var node in nodes)
        {
            foreach (var read in node.Reads)
            {
                if (read.Length > 0 && !known.Contains(read))
                    _problems.Add(
                        $"Node {Quoted.Text(node.Name)} reads {Quoted.Text(read)}, which no node makes and which is not among the weights");
            }
        }
        foreach (var output in outputs.Where(output => !known.Contains(output)))
            _problems.Add($"Output {Quoted.Text(output)} is made by no node");
        foreach (var output in outputs.GroupBy(output => output, StringComparer.Ordinal).Where(group => group.Count() > 1))
            _problems.Add($"Output {Quoted.Text(output.Key)} stands twice");
        return known;
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
