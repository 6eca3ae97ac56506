using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Puts the bodies of model-local functions, as PyTorch's newer exporter writes them, where they are called.</summary>
internal sealed class FunctionInliner
{
    // Functions that call functions could grow without end, or double at every level.
    private const int MostNodes = 100_000, Deepest = 32;

    private readonly Dictionary<(string Domain, string Name), FunctionProto> _functions = [];
    private readonly List<(NodeProto Node, int Opset)> _nodes = [];
    private int _calls;

    private FunctionInliner(ModelProto model)
    {
        foreach (var function in model.Functions) _functions[(function.Domain, function.Name)] = function;
    }

    /// <summary>All nodes in order, each with the operator set that it speaks.</summary>
    public static List<(NodeProto Node, int Opset)> Nodes(ModelProto model, int opset)
    {
        var inliner = new FunctionInliner(model);
        inliner.Add(model.Graph.Node, opset, depth: 0);
        return inliner._nodes;
    }

    private void Add(IEnumerable<NodeProto> nodes, int opset, int depth)
    {
        foreach (var node in nodes)
        {
            if (_nodes.Count >= MostNodes) throw new ConversionException($"The model has more than {MostNodes} nodes once its functions are put in place");
            if (!_functions.TryGetValue((node.Domain, node.OpType), out var function)) _nodes.Add((node, opset));
            else if (depth == Deepest) throw new ConversionException($"Function {Quoted.Text(function.Name)} calls itself, or its calls lie too deep");
            else Add(Body(node, function), Opset(function, opset), depth + 1);
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
        var body = new List<NodeProto>();
        foreach (var inner in function.Node)
        {
            var node = new NodeProto { OpType = inner.OpType, Domain = inner.Domain, Name = prefix + inner.Name };
            node.Input.AddRange(inner.Input.Select(Name));
            node.Output.AddRange(inner.Output.Select(Name));
            node.Attribute.AddRange(inner.Attribute.Select(attribute => Attribute(attribute, call, function)).OfType<AttributeProto>());
            body.Add(node);
        }

        // A result that is one of the function's inputs as it came in.
        for (var i = 0; i < function.Output.Count && i < call.Output.Count; i++)
        {
            if (call.Output[i].Length > 0 && function.Input.IndexOf(function.Output[i]) is >= 0 and var input && input < call.Input.Count)
                body.Add(new NodeProto { OpType = "Identity", Name = prefix + "same", Input = { call.Input[input] }, Output = { call.Output[i] } });
        }

        return body;

        string Name(string name) => names.TryGetValue(name, out var outer) ? outer : prefix + name;
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
