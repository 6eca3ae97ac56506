using Freeze.Fuzz.Targets;
using Freeze.Onnx2Cs.Lowering.Operators;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Fuzz.Mutation;

/// <summary>Changes one thing about a model: a node, an attribute, an edge, a tensor, an input.</summary>
internal static class OnnxMutator
{
    public static readonly string[] Operators = [.. Lowerings.Names.Union(Onnx2Cs.Reference.Operators.Names).Append("Loop").Append("Einsum")];

    private static readonly string[] s_integers = ["axis", "group", "keepdims", "ceil_mode", "count_include_pad", "transA", "transB", "to", "size",
        "training_mode",
        "storage_order", "noop_with_empty_axes", "allowzero", "block_size", "num_outputs", "exclude_outside", "antialias", "num_groups"];

    private static readonly string[] s_lists = ["kernel_shape", "strides", "pads", "dilations", "axes", "perm", "split", "starts", "ends", "shape",
        "value_ints"];

    private static readonly string[] s_floats = ["alpha", "beta", "epsilon", "min", "max", "value", "value_float", "ratio", "bias", "gamma",
        "momentum", "extrapolation_value"];

    private static readonly string[] s_texts = ["auto_pad", "mode", "coordinate_transformation_mode", "nearest_mode", "keep_aspect_ratio_policy"];

    private static readonly string[] s_words = ["SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET", "constant", "edge", "reflect", "wrap", "nearest",
        "linear", "cubic",
        "asymmetric", "half_pixel", "align_corners", "pytorch_half_pixel", "tf_crop_and_resize", "floor", "ceil", "round_prefer_floor",
            "round_prefer_ceil", "stretch",
        "", "\n\u2028\u0000", "not_larger"];

    public static void Mutate(Random random, ModelProto model)
    {
        var graph = model.Graph ??= new();
        if (model.Functions.Count > 0 && random.Chance(3)) Function(random, model);
        else if (graph.Node.Count > 0 && random.Next(10) < 6) Node(random, graph, random.Of(graph.Node));
        else if (graph.Initializer.Count > 0 && random.Next(10) < 7) TensorMutator.Mutate(random, random.Of(graph.Initializer));
        else Graph(random, model, graph);
    }

    /// <summary>An attribute with any name and value.</summary>
    public static AttributeProto Attribute(Random random)
    {
        switch (random.Next(8))
        {
            case 0 or 1 or 2: return new() { Name = random.Of(s_integers), I = Interesting.Whole(random), Type = 2 };
            case 3: return new() { Name = random.Of(s_floats), F = (float)Interesting.Real(random), Type = 1 };
            case 4: return new() { Name = random.Of(s_texts), S = ByteString.CopyFromUtf8(random.Of(s_words)), Type = 3 };
            case 5 when random.Chance(4):
                var tensor = new TensorProto { DataType = random.Next(17), Dims = { Interesting.Whole(random) } };
                return new() { Name = "value", T = tensor, Type = 4 };
            default:
                var list = new AttributeProto { Name = random.Of(s_lists), Type = 7 };
                for (var i = random.Next(7); i > 0; i--) list.Ints.Add(Interesting.Whole(random));
                return list;
        }
    }

    // The function's signature, its operator sets, or a node of its body; calls may come to call themselves.
    private static void Function(Random random, ModelProto model)
    {
        var function = random.Of(model.Functions);
        var callers = random.Chance(2) ? function.Node : model.Graph.Node;
        var caller = callers.Count > 0 ? random.Of(callers) : null;
        switch (random.Next(9))
        {
            case 0 when function.Input.Count > 0: function.Input.RemoveAt(random.Next(function.Input.Count)); break;
            case 1: function.Input.Add(random.Chance(2) ? "" : "in"); break;
            case 2: function.Output.Insert(0, random.Chance(2) ? "in" : "more"); break;
            case 3: function.Attribute.Clear(); break;
            case 4: function.AttributeProto.Add(Attribute(random)); break;
            case 5 when function.OpsetImport.Count > 0: function.OpsetImport[0].Version = Interesting.Whole(random); break;
            case 6 when function.Node.Count > 0: function.Node.RemoveAt(random.Next(function.Node.Count)); break;
            case 7 when caller is not null: (caller.OpType, caller.Domain) = (random.Of(model.Functions).Name, function.Domain); break;
            default: if (function.Node.Count > 0) Node(random, model.Graph, random.Of(function.Node)); break;
        }
    }

    private static void Node(Random random, GraphProto graph, NodeProto node)
    {
        switch (random.Next(12))
        {
            case 0: node.OpType = random.Of(Operators); break;
            case 1 or 2 or 3: node.Attribute.Add(Attribute(random)); break;
            case 4 or 5 when node.Attribute.Count > 0: Change(random, random.Of(node.Attribute)); break;
            case 6 when node.Attribute.Count > 0: node.Attribute.RemoveAt(random.Next(node.Attribute.Count)); break;
            case 7 when node.Input.Count > 0: node.Input[random.Next(node.Input.Count)] = Edge(random, graph); break;
            case 8: node.Input.Insert(random.Next(node.Input.Count + 1), Edge(random, graph)); break;
            case 9 when node.Input.Count > 0: node.Input.RemoveAt(random.Next(node.Input.Count)); break;
            case 10: node.Output.Add(random.Chance(2) ? "" : $"more{random.Next(4)}"); break;
            default: Duplicate(random, graph, node); break;
        }
    }

    private static void Change(Random random, AttributeProto attribute)
    {
        if (attribute.Ints.Count > 0)
        {
            if (random.Chance(4)) attribute.Ints.RemoveAt(random.Next(attribute.Ints.Count));
            else attribute.Ints[random.Next(attribute.Ints.Count)] = Interesting.Whole(random);
        }
        else if (attribute.S.Length > 0) attribute.S = ByteString.CopyFromUtf8(random.Of(s_words));
        else if (attribute.T is not null) TensorMutator.Mutate(random, attribute.T);
        else (attribute.I, attribute.F) = (Interesting.Whole(random), (float)Interesting.Real(random));
    }

    // The copy reads what the original reads, or its result, and everyone reads the copy.
    private static void Duplicate(Random random, GraphProto graph, NodeProto node)
    {
        if (node.Output.Count == 0) return;
        var copy = node.Clone();
        copy.Output[0] = $"copy{graph.Node.Count}";
        if (random.Chance(2) && copy.Input.Count > 0) copy.Input[0] = node.Output[0];
        var readers = graph.Node.Where(reader => reader.Input.Contains(node.Output[0])).ToArray();
        foreach (var reader in readers) reader.Input[reader.Input.IndexOf(node.Output[0])] = copy.Output[0];
        graph.Node.Add(copy);
    }

    private static void Graph(Random random, ModelProto model, GraphProto graph)
    {
        switch (random.Next(7))
        {
            case 0 when graph.Input.Count > 0 && random.Of(graph.Input).Type?.TensorType is { Shape.Dim.Count: > 0 } type:
                random.Of(type.Shape.Dim).DimValue = Interesting.Whole(random);
                break;
            case 1 when graph.Input.Count > 0 && graph.Input[0].Type?.TensorType is { } type: type.ElemType = random.Next(17); break;
            case 2 when model.OpsetImport.Count > 0: model.OpsetImport[0].Version = random.Next(3, 24); break;
            case 3 when graph.Node.Count > 0: graph.Node.RemoveAt(random.Next(graph.Node.Count)); break;
            case 4: graph.Output.Add(new ValueInfoProto { Name = Edge(random, graph) }); break;
            case 5 when graph.Output.Count > 0: graph.Output[0].Name = Edge(random, graph); break;
            default: graph.Initializer.Add(TensorMutator.Make(random, $"made{random.Next(4)}")); break;
        }
    }

    private static string Edge(Random random, GraphProto graph)
    {
        if (random.Chance(10)) return random.Of(Outside.Places);
        if (graph.Initializer.Count > 0 && random.Chance(2)) return random.Of(graph.Initializer).Name;
        return graph.Node.Count > 0 && random.Of(graph.Node) is { Output.Count: > 0 } node ? node.Output[0] : "x";
    }
}
