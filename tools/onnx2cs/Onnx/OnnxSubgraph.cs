namespace Freeze.Onnx2Cs.Onnx;

/// <summary>
/// A graph that is an attribute of a node, such as a branch of If. Its nodes may read values of the graphs around it by name.
/// </summary>
public sealed class OnnxSubgraph
{
    /// <summary>Names of the values that the node hands in; a branch of If has none.</summary>
    public IReadOnlyList<string> Inputs { get; internal init; } = [];

    /// <summary>Nodes in an order in which they can run.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; internal init; } = [];

    /// <summary>Its own weights by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Initializers { get; internal init; } = new Dictionary<string, OnnxTensor>();

    /// <summary>Names of the results; one may be a value of the graphs around.</summary>
    public IReadOnlyList<string> Outputs { get; internal init; } = [];

    /// <summary>Names of the values of the graphs around that it reads, those of graphs inside it included.</summary>
    public IReadOnlyList<string> Outer { get; internal init; } = [];
}
