using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// Walks the graph once at batch size 1: what depends on constants alone is evaluated, the rest becomes operators.
/// Shapes follow on the way.
/// </summary>
internal sealed class GraphLowering(OnnxGraph graph, Problems problems)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private int _order;

    // Operators that only ever work on shapes: where the shape is unknown because of an earlier problem, they are none of their own.
    private static readonly string[] s_onShapes = ["Constant", "ConstantOfShape", "Gather"];

    /// <summary>Lowers the graph; null where there were problems.</summary>
    public (Op Input, Value Output)? Run()
    {
        if (InputShape() is not { } shape) return null;
        var input = new Op(OpKind.Input, shape, null);
        foreach (var (name, tensor) in graph.Initializers) _values[name] = Value.Of(tensor);
        _values[graph.Inputs[0].Name] = Value.Of(input);
        var needed = Needed();
        foreach (var node in graph.Nodes) if (needed.Contains(node)) Lower(node);
        return problems.Count == 0 && _values.TryGetValue(graph.Outputs[0].Name, out var output) && CheckOutput(output)
            ? (input, output) : null;
    }

    private void Lower(OnnxNode node)
    {
        try
        {
            var inputs = node.Inputs.Select(name => name.Length == 0 ? null : _values.GetValueOrDefault(name)).ToArray();
            var constant = inputs.All(input => input is null || input.Constant is not null);
            var unknown = node.Inputs.Any(name => name.Length > 0 && !_values.ContainsKey(name));
            var known = Lowerings.All.ContainsKey(node.Operator) || (unknown
                ? s_onShapes.Contains(node.Operator) : constant && Operators.Knows(node));
            if (node.Domain.Length > 0 || !known)
                throw new ConversionException("is not supported");
            if (unknown) return; // what it reads could not be lowered, and that was said already
            var value = constant
                ? Value.Of(Operators.Evaluate(node, [.. inputs.Select(input => input?.Constant)])) : Lowerings.All[node.Operator](new(node, inputs));
            if (value.Op is { Order: 0, Kind: not OpKind.Input } op) op.Order = ++_order;
            _ = OnnxTensor.Count(value.Shape);
            _values[node.Outputs[0]] = value;
        }
        catch (ConversionException e)
        {
            problems.Add(node, e.Message);
        }
        catch (Exception e) when (e is OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            problems.Add(node, "has inputs or attributes that do not fit together");
        }
    }

    private HashSet<OnnxNode> Needed()
    {
        var wanted = new HashSet<string>(graph.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        var needed = new HashSet<OnnxNode>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(wanted.Contains)) continue;
            needed.Add(node);
            wanted.UnionWith(node.Inputs);
            if (node.Outputs.Skip(1).Any(output => output.Length > 0 && wanted.Contains(output)))
                problems.Add(node, "with a second output in use is not supported");
        }
        return needed;
    }

    private Chw? InputShape()
    {
        if (graph.Inputs.Count != 1) problems.Add($"The model takes {graph.Inputs.Count} inputs; it must take one, the image");
        if (graph.Outputs.Count != 1)
            problems.Add($"The model gives {graph.Outputs.Count} outputs; it must give one, the scores of the classes");
        if (problems.Count > 0) return null;
        var input = graph.Inputs[0];
        if (input.Type is not (ElementType.Float or ElementType.Double))
            problems.Add($"Input {Quoted.Text(input.Name)} is not of type float");
        if (input.Shape is not [var batch, { } channels, { } height, { } width]
            || batch is > 1 || (long)channels * height * width > OnnxTensor.MostElements)
        {
            var shape = input.Shape is null ? "no shape" : $"the shape [{string.Join(',', input.Shape.Select(length => length?.ToString() ?? "?"))}]";
            problems.Add($"Input {Quoted.Text(input.Name)} has {shape}; export with [1,C,H,W] or a symbolic batch, and a fixed size of the image");
            return null;
        }
        return new(channels, height, width);
    }

    private bool CheckOutput(Value output)
    {
        var name = Quoted.Text(graph.Outputs[0].Name);
        if (output.Op is null or { Kind: OpKind.Input }) problems.Add($"Output {name} does not depend on the image by any layer");
        else if (output.Op.Shape is not { H: 1, W: 1 })
            problems.Add($"Output {name} has the shape {OnnxTensor.Describe(output.Shape)}; it must be one score for each class");
        return problems.Count == 0;
    }
}
