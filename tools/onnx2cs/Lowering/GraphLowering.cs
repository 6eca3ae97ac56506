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
    private readonly LayerNormPattern _layerNorm = new(graph);
    private int _order;

    // Operators that only ever work on shapes: where the shape is unknown because of an earlier problem, they are none of their own.
    private static readonly string[] s_onShapes = ["Constant", "ConstantOfShape", "Gather"];

    /// <summary>Lowers the graph; null where there were problems.</summary>
    public (Value Image, Value Output)? Run()
    {
        if (GraphInput.Of(graph, problems) is not { } image) return null;
        foreach (var (name, tensor) in graph.Initializers) _values[name] = Value.Of(tensor);
        _values[graph.Inputs[0].Name] = image;
        var needed = Needed();
        foreach (var node in graph.Nodes) if (needed.Contains(node)) Lower(node);
        return problems.Count == 0 && _values.TryGetValue(graph.Outputs[0].Name, out var output) && CheckOutput(output)
            ? (image, output) : null;
    }

    private void Lower(OnnxNode node)
    {
        var inputs = node.Inputs.Select(name => name.Length == 0 ? null : _values.GetValueOrDefault(name)).ToArray();
        try
        {
            var constant = inputs.All(input => input is null || input.Constant is not null);
            var unknown = node.Inputs.Any(name => name.Length > 0 && !_values.ContainsKey(name));
            var known = Lowerings.All.ContainsKey(node.Operator) || (unknown
                ? s_onShapes.Contains(node.Operator) : constant && Operators.Knows(node));
            if (node.Domain.Length > 0 || !known)
                throw new ConversionException("is not supported");
            if (unknown) return; // what it reads could not be lowered, and that was said already
            var values = constant ? [.. Operators.Evaluate(node, [.. inputs.Select(input => input?.Constant)]).Select(Value.Of)]
                : Lower(new Call(node, inputs));
            for (var i = 0; i < node.Outputs.Length; i++)
            {
                if (node.Outputs[i].Length == 0) continue;
                if (i >= values.Length) break;
                _ = OnnxTensor.Count(values[i].Shape);
                _values[node.Outputs[i]] = values[i];
            }
        }
        catch (ConversionException e)
        {
            problems.Add(node, e.Message, Shapes(inputs));
        }
        catch (Exception e) when (e is OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            problems.Add(node, "has inputs or attributes that do not fit together", Shapes(inputs));
        }
    }

    private Value[] Lower(Call call)
    {
        var values = _layerNorm.Lower(call, _values) is { } norm ? [norm] : Lowerings.All[call.Node.Operator](call);
        foreach (var op in call.Made) op.Order = ++_order;
        return values;
    }

    private static string Shapes(Value?[] inputs) =>
        string.Join(" and ", inputs.Where(input => input?.Op is not null).Select(input => OnnxTensor.Describe(input!.Shape)));

    private HashSet<OnnxNode> Needed()
    {
        var wanted = new HashSet<string>(graph.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        var needed = new HashSet<OnnxNode>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(wanted.Contains)) continue;
            needed.Add(node);
            wanted.UnionWith(node.Inputs);
            if (node.Operator != "Split" && node.Outputs.Skip(1).Any(output => output.Length > 0 && wanted.Contains(output)))
                problems.Add(node, "with a second output in use is not supported");
        }
        return needed;
    }

    private bool CheckOutput(Value output)
    {
        var name = Quoted.Text(graph.Outputs[0].Name);
        if (output.Op is null or { Kind: OpKind.Input }) problems.Add($"Output {name} does not depend on the image by any layer");
        else if (output.Op.Shape is not { H: 1, W: 1 } || output.IsExpanded)
            problems.Add($"Output {name} has the shape {OnnxTensor.Describe(output.Shape)}; it must be one score for each class");
        return problems.Count == 0;
    }
}
