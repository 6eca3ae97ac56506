using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Turns the wire format into a graph, and refuses what is unsound with all problems at once.</summary>
internal sealed class GraphReader
{
    private const int NewestOpset = 26;

    // Channels in blocks of as many as a register of the processor holds, weights included.
    private const string BlockedLayout = "com.microsoft.nchwc";

    // Before operator set 6 attributes meant other things, but not those of these.
    private static readonly string[] s_unchanged =
        ["Conv", "GlobalAveragePool", "GlobalMaxPool", "LRN", "Not", "Shape", "Softplus", "Softsign", "SpaceToDepth", "Transpose"];

    private readonly string _path;
    private readonly Problems _problems;
    private readonly ExternalData _external;
    private readonly FunctionInliner _inliner;

    // Graphs inside functions are met at each call, and their weights are read once.
    private readonly Dictionary<TensorProto, OnnxTensor> _read = new(ReferenceEqualityComparer.Instance);

    private GraphReader(ModelProto model, string path)
    {
        _path = path;
        _problems = new(path);
        _external = new(path);
        _inliner = new(model);
    }

    /// <summary>Reads a graph and checks it.</summary>
    /// <param name="model">The model as the format has it.</param>
    /// <param name="path">Its file.</param>
    /// <param name="bytes">Bytes of the file.</param>
    /// <param name="sha256">Hash of the file.</param>
    /// <param name="dimensions">Lengths for symbolic dimensions of the inputs, by name.</param>
    /// <exception cref="ConversionException">It is unsound, or asks for more than its size warrants.</exception>
    public static OnnxGraph Read(ModelProto model, string path, long bytes, string sha256, IReadOnlyDictionary<string, int>? dimensions)
    {
        var reader = new GraphReader(model, path);
        var external = External(model.Graph).Distinct(StringComparer.Ordinal).Sum(reader._external.Held);
        try
        {
            return Allowance.Within(bytes + external, () => reader.Read(model, bytes + external, sha256, dimensions));
        }
        catch (ConversionException e) when (e.IsFinal)
        {
            throw new ConversionException($"{path}: {e.Message}.", e);
        }
    }

    private OnnxGraph Read(ModelProto model, long bytes, string sha256, IReadOnlyDictionary<string, int>? dimensions)
    {
        var opset = Opset(model, _problems);
        var weights = Weights(model.Graph, scope: null);
        var inputs = model.Graph.Input.Where(input => !weights.ContainsKey(input.Name)).Select(input => Value(input, dimensions)).ToList();
        CheckDimensions(model.Graph, dimensions, _problems);
        var nodes = Nodes(model.Graph, scope: null, opset, depth: 0);
        if (nodes.Find(node => node.Domain == BlockedLayout) is { } blocked)
            _problems.Add($"Node {Quoted.Text(blocked.Name)} is of the domain {BlockedLayout}: ONNX Runtime saved the file for the processor "
                + "that it ran on; take the file from before, or save it with the optimisation level ORT_ENABLE_EXTENDED");
        var outputs = model.Graph.Output.Select(output => Value(output, dimensions)).ToList();
        CheckEdges(nodes, [.. inputs.Select(input => input.Name)], [.. outputs.Select(output => output.Name)], weights);
        _problems.ThrowIfAny();
        return new(_path)
        {
            Sha256 = sha256,
            Bytes = bytes,
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

    private static IEnumerable<string> External(GraphProto graph) =>
        graph.Initializer.Where(tensor => tensor.DataLocation == ExternalData.Location).Select(ExternalData.LocationOf);

    private List<OnnxNode> Nodes(GraphProto graph, FunctionScope? scope, int opset, int depth)
    {
        try
        {
            return [.. _inliner.Nodes(graph.Node, scope, opset, depth).Select((node, index) =>
                new OnnxNode(node.Node, index, node.Opset, Subgraphs(node), node.Scope))];
        }
        catch (ConversionException e) when (!e.IsFinal)
        {
            _problems.Add(e.Message);
            return [];
        }
    }

    private Dictionary<string, OnnxSubgraph>? Subgraphs(PlacedNode node)
    {
        Dictionary<string, OnnxSubgraph>? subgraphs = null;
        foreach (var attribute in node.Node.Attribute)
        {
            if (FunctionScope.Resolve(node.Scope, attribute) is ({ G: { } graph }, var scope))
                (subgraphs ??= [])[attribute.Name] = Subgraph(graph, scope, node.Opset, node.Depth + 1);
        }

        return subgraphs;
    }

    private OnnxSubgraph Subgraph(GraphProto graph, FunctionScope? scope, int opset, int depth)
    {
        if (depth > Allowance.Depth)
            throw new ConversionException($"Sub-graph {Quoted.Text(graph.Name)} lies more than {Allowance.Depth} deep in others") { IsFinal = true };
        Func<string, string> value = scope is null ? name => name : scope.Value;
        Allowance.Node(graph.Initializer.Count + graph.Input.Count + graph.Output.Count);
        var weights = Weights(graph, scope);
        var nodes = Nodes(graph, scope, opset, depth);
        string[] inputs = [.. graph.Input.Select(input => value(input.Name)).Where(name => !weights.ContainsKey(name))];
        string[] outputs = [.. graph.Output.Select(output => value(output.Name))];
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
            var there = symbols.Length == 0 ? "there are none" : "there are " + Quoted.List(symbols, ", ");
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

    private Dictionary<string, OnnxTensor> Weights(GraphProto graph, FunctionScope? scope)
    {
        var weights = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var sparse in graph.SparseInitializer)
            _problems.Add($"Tensor {Quoted.Text(sparse.Values?.Name)} is sparse, which is not supported");
        Charge(graph);
        foreach (var proto in graph.Initializer)
        {
            try
            {
                if (!_read.TryGetValue(proto, out var tensor)) _read[proto] = tensor = Weight(proto);
                if (!weights.TryAdd(scope is null ? proto.Name : scope.Value(proto.Name), tensor))
                    _problems.Add($"Tensor {Quoted.Text(proto.Name)} stands twice");
            }
            catch (ConversionException e) when (!e.IsFinal)
            {
                _problems.Add($"Tensor {Quoted.Text(proto.Name)}: {e.Message}");
            }
        }
        return weights;
    }

    // All of them, before the first is read: thousands may share the data of one file, and that may be one of holes.
    private void Charge(GraphProto graph)
    {
        foreach (var proto in graph.Initializer)
        {
            if (_read.ContainsKey(proto)) continue;
            try
            {
                Allowance.Take(OnnxTensor.Count([.. proto.Dims.Select(length => OnnxNode.Whole(length, "a dimension"))]));
            }
            catch (ConversionException e)
            {
                // What is no shape at all is reported when the tensor is read.
                if (e.IsFinal) throw new ConversionException($"Tensor {Quoted.Text(proto.Name)} {e.Message}", e) { IsFinal = true };
            }
        }
    }

    private OnnxTensor Weight(TensorProto proto)
    {
        var tensor = TensorReader.Read(proto, _external);
        proto.RawData = ByteString.Empty; // read once; a large model would be held twice

        // An infinity may be a bound of Clip or the padding before a maximum.
        if (!tensor.Type.IsInteger() && Array.FindIndex(tensor.Values, double.IsNaN) is >= 0 and var bad)
            _problems.Add($"Tensor {Quoted.Text(proto.Name)} holds {tensor.Values[bad]} at element {bad}; "
                + "the network was not trained soundly or the file is damaged; export a sound one");
        return tensor;
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
