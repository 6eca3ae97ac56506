using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>A node with the names and attributes that it has where it is put in place.</summary>
/// <param name="Node">The node as the file has it.</param>
/// <param name="Scope">The call that it is part of; null outside functions.</param>
/// <param name="Opset">The operator set that it speaks.</param>
/// <param name="Depth">Calls of functions and sub-graphs that it lies in.</param>
internal readonly record struct PlacedNode(NodeProto Node, FunctionScope? Scope, int Opset, int Depth);

/// <summary>
/// Puts the bodies of model-local functions, as PyTorch's newer exporter writes them, where they are called. Nothing of a body is copied but names:
/// attributes, their tensors and graphs are those of the file.
/// </summary>
internal sealed class FunctionInliner
{
    private readonly Dictionary<(string Domain, string Name), FunctionProto> _functions = [];
    private int _calls;

    public FunctionInliner(ModelProto model)
    {
        foreach (var function in model.Functions) _functions[(function.Domain, function.Name)] = function;
    }

    /// <summary>All nodes in order; those of sub-graphs stay in their attributes, and are asked for with the depth of their node.</summary>
    /// <exception cref="ConversionException">They are too many, or lie too deep.</exception>
    public List<PlacedNode> Nodes(IEnumerable<NodeProto> nodes, FunctionScope? scope, int opset, int depth = 0)
    {
        var placed = new List<PlacedNode>();
        Add(nodes, scope, opset, depth, placed);
        return placed;
    }

    // The call that stands in the graph itself is the one that a person finds in the file.
    private void Call(NodeProto call, FunctionScope? scope, FunctionProto function, int opset, int depth, List<PlacedNode> placed)
    {
        try
        {
            var inner = new FunctionScope(call, scope, function, ++_calls);
            Add(function.Node, inner, Opset(function, opset), depth + 1, placed);
            foreach (var same in inner.Same()) placed.Add(new(same, null, opset, depth));
        }
        catch (ConversionException e) when (scope is null && e.IsFinal)
        {
            throw new ConversionException($"Node {Quoted.Text(call.Name)}, which calls function {Quoted.Text(function.Name)}, {e.Message}", e) { IsFinal = true };
        }
    }

    private void Add(IEnumerable<NodeProto> nodes, FunctionScope? scope, int opset, int depth, List<PlacedNode> placed)
    {
        foreach (var node in nodes)
        {
            // Calls count as nodes do: those of functions without a body would else double at every level for nothing.
            Allowance.Node();
            Allowance.Work(node.Domain.Length + node.OpType.Length);
            if (!_functions.TryGetValue((node.Domain, node.OpType), out var function))
            {
                placed.Add(new(node, scope, opset, depth));
                continue;
            }

            if (depth == Allowance.Depth)
                throw new ConversionException($"has calls of {Quoted.Text(function.Name)} that lie too deep, or it calls itself") { IsFinal = true };
            Call(node, scope, function, opset, depth, placed);
        }
    }

    private static int Opset(FunctionProto function, int otherwise) =>
        function.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx") is { Version: > 0 and < 1000 } own ? (int)own.Version : otherwise;
}
