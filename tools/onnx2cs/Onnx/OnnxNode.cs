using System.Text;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>One node of a graph.</summary>
public sealed class OnnxNode
{
    // Attributes say something of axes, channels or classes; only those of Constant are tensors.
    private const int MostListed = 1 << 17;

    private static readonly Dictionary<string, OnnxSubgraph> s_none = [];

    private readonly Dictionary<string, AttributeProto> _attributes;
    private readonly IReadOnlyDictionary<string, OnnxSubgraph> _subgraphs;

    internal OnnxNode(
        NodeProto node, int index, int opset, IReadOnlyDictionary<string, OnnxSubgraph>? subgraphs = null, FunctionScope? scope = null)
    {
        (Operator, Index, Opset) = (node.OpType, index, opset);
        Domain = node.Domain is "ai.onnx" ? "" : node.Domain;
        Inputs = [.. scope is null ? node.Input : node.Input.Select(scope.Value)];
        Outputs = [.. scope is null ? node.Output : node.Output.Select(scope.Value)];
        var name = scope is null ? node.Name : scope.Path(node.Name);
        Name = name.Length > 0 ? name : $"node {index} ({node.OpType})";
        HasName = name.Length > 0;
        _attributes = [];
        foreach (var attribute in node.Attribute)
            if (FunctionScope.Resolve(scope, attribute) is { Attribute: { G: null } own }) _attributes[attribute.Name] = own;
        _subgraphs = subgraphs ?? s_none;
        var outer = _subgraphs.Values.SelectMany(graph => graph.Outer);
        Reads = _subgraphs.Count == 0 ? Inputs : [.. Inputs.Concat(outer).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Type of the operator, such as "Conv".</summary>
    public string Operator { get; }

    /// <summary>Domain of the operator, such as "com.microsoft"; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>Name of the node, or its place where it has none.</summary>
    public string Name { get; }

    /// <summary>Whether the file names the node.</summary>
    public bool HasName { get; }

    /// <summary>Place in the file.</summary>
    public int Index { get; }

    /// <summary>Version of the operator set that the model speaks.</summary>
    public int Opset { get; }

    /// <summary>Names of the values read; empty for one left out.</summary>
    public string[] Inputs { get; }

    /// <summary>Names of all values that must be there before the node runs: its inputs, and what its sub-graphs read by name.</summary>
    public string[] Reads { get; }

    /// <summary>Names of the values made.</summary>
    public string[] Outputs { get; }

    /// <summary>Names of the attributes that are present.</summary>
    public IEnumerable<string> Attributes => _attributes.Keys.Concat(_subgraphs.Keys).Order(StringComparer.Ordinal);

    /// <summary>Whether an attribute is present.</summary>
    public bool Has(string name) => _attributes.ContainsKey(name) || _subgraphs.ContainsKey(name);

    /// <summary>Whether an attribute holds a sub-graph.</summary>
    public bool HasSubgraph => _subgraphs.Count > 0;

    /// <summary>A sub-graph, such as "then_branch" of If; null when absent.</summary>
    public OnnxSubgraph? Subgraph(string name) => _subgraphs.GetValueOrDefault(name);

    /// <summary>An integer attribute.</summary>
    public long Integer(string name, long otherwise) => _attributes.TryGetValue(name, out var a) ? a.I : otherwise;

    /// <summary>A float attribute.</summary>
    public double Float(string name, double otherwise) => _attributes.TryGetValue(name, out var a) ? a.F : otherwise;

    /// <summary>A string attribute.</summary>
    public string Text(string name, string otherwise) =>
        _attributes.TryGetValue(name, out var a) ? Decoded(a.S) : otherwise;

    /// <summary>A list of integers; null when absent.</summary>
    public long[]? Integers(string name) => _attributes.TryGetValue(name, out var a) ? [.. Charged(name, a.Ints)] : null;

    /// <summary>A list of floats; null when absent.</summary>
    public double[]? Floats(string name) => _attributes.TryGetValue(name, out var a) ? [.. Charged(name, a.Floats).Select(f => (double)f)] : null;

    /// <summary>A list of strings; null when absent.</summary>
    public string[]? Texts(string name) =>
        _attributes.TryGetValue(name, out var a) ? [.. Charged(name, a.Strings).Select(text => Encoding.UTF8.GetString(text.Span))] : null;

    /// <summary>A tensor attribute; null when absent.</summary>
    public OnnxTensor? Tensor(string name) =>
        _attributes.TryGetValue(name, out var a) && a.T is not null ? TensorReader.Read(a.T, external: null) : null;

    /// <summary>A sparse tensor attribute, made dense; null when absent.</summary>
    public OnnxTensor? Sparse(string name) =>
        _attributes.TryGetValue(name, out var a) && a.SparseTensor is not null ? SparseReader.Read(a.SparseTensor) : null;

    // A list may be shared by thousands of calls of one function, and is copied each time that it is read.
    private static RepeatedField<T> Charged<T>(string name, RepeatedField<T> list)
    {
        if (list.Count > MostListed && !name.StartsWith("value_", StringComparison.Ordinal))
            throw new ConversionException($"has {list.Count} values as {name}; the limit is {MostListed}");
        Allowance.Work(list.Count);
        return list;
    }

    private static string Decoded(ByteString text)
    {
        Allowance.Work(text.Length);
        return Encoding.UTF8.GetString(text.Span);
    }

    /// <summary>A 64-bit integer that must be a small one.</summary>
    internal static int Whole(long value, string what) =>
        value is >= -(1 << 28) and <= 1 << 28 ? (int)value : throw new ConversionException($"{what} = {value} is out of range");
}
