namespace Freeze.Onnx2Cs.Onnx;

/// <summary>A graph as the converter sees it: nodes in an order in which they can run, weights read and checked.</summary>
public sealed class OnnxGraph
{
    internal OnnxGraph(string source)
    {
        Source = source;
    }

    /// <summary>The file, for messages.</summary>
    public string Source { get; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; internal init; } = "";

    /// <summary>Bytes of the file and of its external data; what a conversion may take is in proportion to them.</summary>
    internal long Bytes { get; init; }

    /// <summary>Version of the operator set.</summary>
    public int Opset { get; internal init; }

    /// <summary>Program that wrote the file.</summary>
    public string Producer { get; internal init; } = "";

    /// <summary>What the file says about the model beside the graph (metadata_props), such as "Image.BitmapPixelFormat".</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; internal init; } = new Dictionary<string, string>();

    /// <summary>What the graph takes, weights left out.</summary>
    public IReadOnlyList<OnnxValue> Inputs { get; internal init; } = [];

    /// <summary>What the graph gives, in the file's order.</summary>
    public IReadOnlyList<OnnxValue> Outputs { get; internal init; } = [];

    /// <summary>Nodes in an order in which they can run; the file's own where that is one.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; internal init; } = [];

    /// <summary>Weights by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Initializers { get; internal set; } = new Dictionary<string, OnnxTensor>();

    /// <summary>The part of the graph that makes one value, with that as its output.</summary>
    internal OnnxGraph UpTo(string name)
    {
        var wanted = new HashSet<string>([name], StringComparer.Ordinal);
        var nodes = new List<OnnxNode>();
        foreach (var node in Nodes.Reverse())
        {
            if (!node.Outputs.Any(wanted.Contains)) continue;
            nodes.Add(node);
            wanted.UnionWith(node.Reads);
        }

        nodes.Reverse();
        var output = Outputs.FirstOrDefault(value => value.Name == name) ?? new(name, ElementType.None, null);
        return new(Source)
        {
            Sha256 = Sha256, Bytes = Bytes, Opset = Opset, Producer = Producer, Metadata = Metadata,
            Inputs = Inputs, Outputs = [output], Nodes = nodes, Initializers = Initializers,
        };
    }

    /// <summary>Lets go of the weights, which fill most of the memory, when the graph will not be evaluated any more.</summary>
    internal void Forget() => Initializers = new Dictionary<string, OnnxTensor>();
}

/// <summary>An input or output.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Type">Type of its elements; <see cref="ElementType.None"/> where it is no tensor, as the maps of a ZipMap.</param>
/// <param name="Shape">Lengths of its axes, null for one that is symbolic; null when the file does not say.</param>
public sealed record OnnxValue(string Name, ElementType Type, IReadOnlyList<int?>? Shape);
