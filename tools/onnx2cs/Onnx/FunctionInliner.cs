using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>A node with the operator set that it speaks, and how many calls of functions it lies deep.</summary>
internal readonly record struct PlacedNode(NodeProto Node, int Opset, int Depth);

/// <summary>Puts the bodies of model-local functions, as PyTorch's newer exporter writes them, where they are called.</summary>
internal sealed class FunctionInliner
{
    // Functions that call functions could grow without end, or double at every level.
    private const int MostNodes = 100_000, Deepest = 32, MostBytes = 1 << 26;

    private readonly Dictionary<(string Domain, string Name), FunctionProto> _functions = [];
    private int _calls, _made, _bytes;

    public FunctionInliner(ModelProto model)
    {
        foreach (var function in model.Functions) _functions[(function.Domain, function.Name)] = function;
    }

    /// <summary>All nodes in order; those of sub-graphs stay in their attributes, and are asked for with the depth of their node.</summary>
    public List<PlacedNode> Nodes(IEnumerable<NodeProto> nodes, int opset, int depth = 0)
    {
        var placed = new List<PlacedNode>();
        Add(nodes, opset, depth, placed);
        return placed;
    }

    private void Add(IEnumerable<NodeProto> nodes, int opset, int depth, List<PlacedNode> placed)
    {
        foreach (var node in nodes)
        {
            if (++_made > MostNodes)
                throw new ConversionException($"The model has more than {MostNodes} nodes once its functions are put in place");
            if (!_functions.TryGetValue((node.Domain, node.OpType), out var function)) placed.Add(new(node, opset, depth));
            else if (depth == Deepest) throw new ConversionException($"Function {Quoted.Text(function.Name)} calls itself, or its calls lie too deep");
            else Add(Body(node, function), Opset(function, opset), depth + 1, placed);
        }
    }

    private static int Opset(FunctionProto function, int otherwise) =>
        function.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx") is { Version: > 0 and < 1000 } own ? (int)own.Version : otherwise;

    private List<NodeProto> Body(NodeProto call, FunctionProto function)
    {
        var prefix = $"{(call.Name.Length > 0 ? call.Name : function.Name)}#{++_calls}/";
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" };
        for (var i = 0; i < function.Input.Count; i++) names[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        for (var i = 0; i < function.Output.Count && i < call.Output.Count; i++) if (call.Output[i].Length > 0) names[function.Output[i]] = call.Output[i];
        var body = function.Node.Select(Node).ToList();

        // A result that is one of the function's inputs as it came in.
        for (var i = 0; i < function.Output.Count && i < call.Output.Count; i++)
        {
            if (call.Output[i].Length > 0 && function.Input.IndexOf(function.Output[i]) is >= 0 and var input && input < call.Input.Count)
                body.Add(new NodeProto { OpType = "Identity", Name = prefix + "same", Input = { call.Input[input] }, Output = { call.Output[i] } });
        }

        return body;

        string Name(string name) => names.TryGetValue(name, out var outer) ? outer : prefix + name;

        NodeProto Node(NodeProto inner)
        {
            var node = new NodeProto { OpType = inner.OpType, Domain = inner.Domain, Name = prefix + inner.Name };
            node.Input.AddRange(inner.Input.Select(Name));
            node.Output.AddRange(inner.Output.Select(Name));
            foreach (var attribute in inner.Attribute)
            {
                if (Attribute(attribute, call, function) is not { } own) continue;
                node.Attribute.Add(own.G is null || own != attribute ? own
                    : new AttributeProto { Name = own.Name, Type = own.Type, G = Graph(own.G) });
            }
            return node;
        }

        // A sub-graph may read the function's values, so it is renamed with them.
        GraphProto Graph(GraphProto inner)
        {
            var graph = new GraphProto { Name = inner.Name };
            graph.Node.AddRange(inner.Node.Select(Node));
            graph.Initializer.AddRange(inner.Initializer.Select(tensor =>
            {
                if ((_bytes += tensor.CalculateSize()) is < 0 or > MostBytes)
                    throw new ConversionException($"Function {Quoted.Text(function.Name)} repeats too many weights of its sub-graphs");
                var own = tensor.Clone();
                own.Name = Name(tensor.Name);
                return own;
            }));
            graph.SparseInitializer.AddRange(inner.SparseInitializer);
            graph.Input.AddRange(inner.Input.Select(value => new ValueInfoProto { Name = Name(value.Name), Type = value.Type }));
            graph.Output.AddRange(inner.Output.Select(value => new ValueInfoProto { Name = Name(value.Name), Type = value.Type }));
            return graph;
        }
    }

    // An attribute may be one of the call's, or the function's default for it; one that is given nowhere is left out.
    private static AttributeProto? Attribute(AttributeProto inner, NodeProto call, FunctionProto function)
    {
        if (inner.RefAttrName.Length == 0) return inner;
        var given = call.Attribute.FirstOrDefault(attribute => attribute.Name == inner.RefAttrName)
            ?? function.AttributeProto.FirstOrDefault(attribute => attribute.Name == inner.RefAttrName);
        if (given is null) return null;
        var copy = given.Clone();
        (copy.Name, copy.RefAttrName) = (inner.Name, "");
        return copy;
    }
}
