using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Graphs as text, and without what they do not need.</summary>
internal static class GraphParts
{
    public static IEnumerable<string> Reads(NodeProto node) => node.Input.Concat(node.Attribute.Where(attribute => attribute.G is not null)
        .SelectMany(attribute => attribute.G.Node.SelectMany(inner => inner.Input))).Where(name => name.Length > 0);

    public static void RemoveUnused(GraphProto graph)
    {
        var wanted = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = graph.Node.Count - 1; i >= 0; i--)
        {
            if (graph.Node[i].Output.Any(wanted.Contains)) wanted.UnionWith(Reads(graph.Node[i]));
            else graph.Node.RemoveAt(i);
        }

        for (var i = graph.Initializer.Count - 1; i >= 0; i--)
            if (!wanted.Contains(graph.Initializer[i].Name)) graph.Initializer.RemoveAt(i);
    }

    public static string Text(ModelProto model)
    {
        var graph = model.Graph;
        var shape = graph.Input[0].Type.TensorType.Shape.Dim.Select(dim => dim.DimParam.Length > 0 ? dim.DimParam : $"{dim.DimValue}");
        var constants = graph.Initializer.ToDictionary(tensor => tensor.Name, Text, StringComparer.Ordinal);
        return $"set {model.OpsetImport[0].Version}, {graph.Input[0].Name}[{string.Join(',', shape)}]\n"
            + string.Join('\n', graph.Node.Select(node => Text(node, constants)));
    }

    private static string Text(NodeProto node, Dictionary<string, string> constants)
    {
        var inputs = node.Input.Select(name => constants.GetValueOrDefault(name, name));
        var attributes = node.Attribute.Select(attribute => $"{attribute.Name}={Text(attribute, constants)}");
        var domain = node.Domain.Length > 0 ? node.Domain + "." : "";
        return $"  {string.Join(", ", node.Output)} = {domain}{node.OpType}({string.Join(", ", inputs)}"
            + $"{(node.Attribute.Count > 0 ? "; " : "")}{string.Join(", ", attributes)})";
    }

    private static string Text(AttributeProto attribute, Dictionary<string, string> constants) => attribute.Type switch
    {
        1 => FormattableString.Invariant($"{attribute.F}"),
        2 => $"{attribute.I}",
        3 => attribute.S.ToStringUtf8(),
        4 => Text(attribute.T),
        5 => $"{{{string.Join("; ", attribute.G.Node.Select(node => Text(node, constants).Trim()))}}}",
        6 => $"[{string.Join(' ', attribute.Floats)}]",
        _ => $"[{string.Join(' ', attribute.Ints)}]",
    };

    private static string Text(TensorProto proto)
    {
        var tensor = TensorReader.Read(proto, external: null);
        var numbers = string.Join(' ', tensor.Values.Take(8).Select(value => FormattableString.Invariant($"{value:G6}")));
        var values = tensor.Values.Length > 8 ? "" : $" {numbers}";
        return $"{ElementTypes.NameOf((int)tensor.Type)}{OnnxTensor.Describe(tensor.Shape)}{values}";
    }
}
