using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Reference;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Makes a graph that fails smaller while it still fails.</summary>
internal static class Shrinking
{
    /// <summary>A smaller graph and its image.</summary>
    public static (ModelProto Model, OnnxTensor Image) Run(ModelProto model, OnnxTensor image, Func<ModelProto, OnnxTensor, bool> fails)
    {
        for (var again = true; again;)
        {
            again = false;
            foreach (var (smaller, its) in Smaller(model, image))
            {
                if (smaller.Graph.Node.Count >= model.Graph.Node.Count || !Fails(smaller, its)) continue;
                (model, image, again) = (smaller, its, true);
                break;
            }
        }

        return (model, image);

        bool Fails(ModelProto smaller, OnnxTensor its)
        {
            try
            {
                return fails(smaller, its);
            }
            catch (ConversionException)
            {
                return false;
            }
        }
    }

    private static IEnumerable<(ModelProto Model, OnnxTensor Image)> Smaller(ModelProto model, OnnxTensor image)
    {
        var values = Values(model, image);
        var graph = model.Graph;
        var fromImage = new HashSet<string>(["x"], StringComparer.Ordinal);
        foreach (var node in graph.Node) if (GraphParts.Reads(node).Any(fromImage.Contains)) fromImage.UnionWith(node.Output);

        // Ends earlier.
        foreach (var node in graph.Node.SkipLast(2))
        {
            foreach (var name in node.Output.Where(fromImage.Contains))
                if (values.TryGetValue(name, out var value) && !value.Type.IsInteger()) yield return (EndingAt(model, name, value), image);
        }

        // Begins later.
        foreach (var node in graph.Node.SkipLast(2).Reverse())
        {
            foreach (var name in node.Output.Where(fromImage.Contains))
                if (values.TryGetValue(name, out var value) && value is { Type: ElementType.Float, Rank: 3 or 4 }
                    && (value.Rank == 3 || value.Shape[0] == 1 || value.Shape[0] == image.Shape[0]))
                    yield return (BeginningAt(model, name, value), value);
        }

        // Without a node, whose readers read one of its inputs.
        for (var i = 0; i < graph.Node.Count - 1; i++)
        {
            var node = graph.Node[i];
            foreach (var output in node.Output)
            {
                if (!values.TryGetValue(output, out var value)) continue;
                foreach (var input in GraphParts.Reads(node).Distinct())
                {
                    if (values.TryGetValue(input, out var source) && source.Type == value.Type
                        && source.Shape.AsSpan().SequenceEqual(value.Shape))
                        yield return (Instead(model, output, input), image);
                }
            }
        }
    }

    private static Dictionary<string, OnnxTensor> Values(ModelProto model, OnnxTensor image)
    {
        var all = model.Clone();
        var names = all.Graph.Node.SelectMany(node => node.Output).Where(name => name != "scores");
        all.Graph.Output.AddRange(names.Select(name => new ValueInfoProto { Name = name }));
        var graph = OnnxFile.Parse(all.ToByteArray(), "model.onnx");
        var values = ReferenceEvaluator.Run(graph, new Dictionary<string, OnnxTensor> { ["x"] = image });
        values["x"] = image;
        foreach (var (name, tensor) in graph.Initializers) values[name] = tensor;
        return values;
    }

    private static ModelProto EndingAt(ModelProto model, string name, OnnxTensor value)
    {
        var smaller = model.Clone();
        var graph = smaller.Graph;
        var (row, product) = (graph.Node[^2], graph.Node[^1]);
        row.Input[0] = name;
        var random = new Random(1);
        var batch = graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam.Length > 0 ? value.Shape[0] : 1;
        var rows = value.Values.Length / batch;
        var weights = new TensorProto { Name = "last", DataType = 1, Dims = { rows, 5 } };
        weights.FloatData.AddRange(Enumerable.Range(0, rows * 5).Select(_ => (random.NextSingle() * 2) - 1));
        for (var i = graph.Initializer.Count - 1; i >= 0; i--) if (graph.Initializer[i].Name == "last") graph.Initializer.RemoveAt(i);
        graph.Initializer.Add(weights);
        product.Input[1] = "last";
        GraphParts.RemoveUnused(graph);
        return smaller;
    }

    private static ModelProto BeginningAt(ModelProto model, string name, OnnxTensor value)
    {
        var smaller = Instead(model, name, "x");
        var shape = smaller.Graph.Input[0].Type.TensorType.Shape;
        shape.Dim.Clear();
        var symbol = model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam;
        shape.Dim.AddRange(value.Shape.Select((length, i) => i == 0 && symbol.Length > 0 ? new DimensionProto { DimParam = symbol }
            : new DimensionProto { DimValue = length }));
        return smaller;
    }

    private static ModelProto Instead(ModelProto model, string name, string other)
    {
        var smaller = model.Clone();
        foreach (var node in smaller.Graph.Node) Replace(node, name, other);
        GraphParts.RemoveUnused(smaller.Graph);
        return smaller;
    }

    private static void Replace(NodeProto node, string name, string other)
    {
        for (var i = 0; i < node.Input.Count; i++) if (node.Input[i] == name) node.Input[i] = other;
        foreach (var attribute in node.Attribute) foreach (var inner in attribute.G?.Node ?? []) Replace(inner, name, other);
    }
}
