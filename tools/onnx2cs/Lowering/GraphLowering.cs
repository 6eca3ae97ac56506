using Freeze.Onnx2Cs.Lowering.Operators;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// Walks the graph once at batch size 1: what depends on constants alone is computed, the rest becomes operators.
/// Shapes follow on the way.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="input">Its image.</param>
/// <param name="output">Name of the value that holds the scores of the classes.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class GraphLowering(OnnxGraph graph, GraphInput input, string output, Problems problems)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly WrittenLayerNorm _layerNorm = new(graph);
    private readonly HashSet<string> _wanted = new([output], StringComparer.Ordinal);
    private int _order;
    private bool _isOver;

    /// <summary>The operator that makes the scores, each a channel of a single pixel; null where there were problems.</summary>
    public Op? Run()
    {
        foreach (var (name, tensor) in graph.Initializers) _values[name] = Value.Of(tensor);
        _values[graph.Inputs[0].Name] = input.Image;
        foreach (var node in Needed())
        {
            Lower(node);
            if (_isOver) break;
        }

        if (problems.Count > 0) return null;
        if (_values.TryGetValue(output, out var value)) return Scores(value);
        problems.Add($"Output {Quoted.Text(output)} is made by no node that can be lowered");
        return null;
    }

    private void Lower(OnnxNode node)
    {
        var inputs = node.Inputs.Select(name => name.Length == 0 ? null : _values.GetValueOrDefault(name)).ToArray();
        try
        {
            // Whatever is done with constants is done once for each of their elements, or charged where it is done.
            foreach (var value in inputs) if (value?.Constant is { } constant) Allowance.Work(constant.Values.Length);
            var unknown = node.Reads.Any(name => name.Length > 0 && !_values.ContainsKey(name));
            if (node is { Operator: "If", Domain: "" })
            {
                if (!unknown) Branch(node, inputs);
                return;
            }

            var lower = Lowerings.For(node) ?? throw new ConversionException("is not supported");
            if (unknown) return; // what it reads could not be lowered, and that was said already
            var context = new LoweringContext(node, inputs, input.Batch);
            Value[] values;
            if (_layerNorm.Lower(context, _values) is { } norm) values = [norm];
            else
            {
                values = lower(context);
                context.RequireAllRead();
            }

            foreach (var op in context.Made) Finish(op);
            Store(node, values);
        }
        catch (ConversionException e)
        {
            _isOver |= e.IsFinal;
            problems.Add(node, e.Message, Shapes(inputs));
        }
        catch (Exception e) when (e is ArithmeticException or IndexOutOfRangeException or ArgumentException)
        {
            problems.Add(node, "has inputs or attributes that do not fit together", Shapes(inputs));
        }
    }

    // Weights become floats of the layer's own, and several layers may share those of the file.
    private void Finish(Op op)
    {
        op.Order = ++_order;
        Allowance.Take(((long)op.Weight.Length + op.Bias.Length + op.Rows.Length + op.Columns.Length) / 2);
    }

    // A condition that follows from shapes and constants decides on one branch, and the other one is left out.
    private void Branch(OnnxNode node, Value?[] inputs)
    {
        if (inputs is not [{ Constant.Values: [var condition] }])
            throw new ConversionException("depends on the image, which is not supported");
        var branch = node.Subgraph(condition != 0 ? "then_branch" : "else_branch") ?? throw new ConversionException("lacks the branch that is taken");
        foreach (var (name, tensor) in branch.Initializers) _values[name] = Value.Of(tensor);
        foreach (var inner in branch.Nodes) if (!_isOver) Lower(inner);
        if (problems.Count > 0) return; // what the branch gives may be missing, and that was said already
        Store(node, [.. branch.Outputs.Select(name => _values.TryGetValue(name, out var value) ? value
            : throw new ConversionException($"gives {Quoted.Text(name)}, which no node makes"))]);
    }

    private void Store(OnnxNode node, Value[] values)
    {
        for (var i = 0; i < node.Outputs.Length; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            if (i < values.Length) _values[node.Outputs[i]] = values[i];
            else if (_wanted.Contains(node.Outputs[i])) throw new ConversionException($"with output {i + 1} in use is not supported");
        }
    }

    // A Concat may have thousands of inputs.
    private const int MostShapes = 4;

    private static string Shapes(Value?[] inputs) =>
        string.Join(" and ", inputs.Where(value => value?.Op is not null).Take(MostShapes).Select(value => OnnxTensor.Describe(value!.Shape)));

    private List<OnnxNode> Needed()
    {
        var needed = new List<OnnxNode>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(_wanted.Contains)) continue;
            needed.Add(node);
            _wanted.UnionWith(node.Reads);
        }

        needed.Reverse();
        return needed;
    }

    private Op? Scores(Value value)
    {
        var name = Quoted.Text(output);
        if (value.Op is null or { Kind: OpKind.Input }) problems.Add($"Output {name} does not depend on the image by any layer");
        else if ((value.Rank > 1 && value.Shape[0] != 1) || (value.Shape.Count(length => length != 1) > 1 && !Heads.IsPreprocessing(value.Op)))
            problems.Add($"Output {name} has the shape {OnnxTensor.Describe(value.Shape)}; it must be one score for each class");
        if (problems.Count > 0) return null;
        var context = new LoweringContext(graph.Nodes[^1], [], input.Batch);
        var scores = Heads.Classes(context, context.Arrange(value.Source, value.View, new(value.View.Count, 1, 1)), name, problems);
        foreach (var op in context.Made) Finish(op);
        return scores;
    }
}
