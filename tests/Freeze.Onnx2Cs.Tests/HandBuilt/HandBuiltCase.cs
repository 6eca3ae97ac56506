namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>A graph that the tests build and compare with ONNX Runtime.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Opset">The operator set that it speaks.</param>
/// <param name="InputShape">Shape of its input "x".</param>
/// <param name="Build">Adds its nodes and gives the name of the result.</param>
/// <param name="Compiles">Whether it is also lowered, compiled and run.</param>
internal sealed record HandBuiltCase(string Name, int Opset, int[] InputShape, Func<GraphBuilder, string> Build, bool Compiles = false)
{
    /// <summary>The operators of its nodes, asked of the graph itself.</summary>
    public IEnumerable<string> Operators()
    {
        var graph = new GraphBuilder(InputShape, Opset);
        Build(graph);
        return graph.Graph.Node.Select(node => node.OpType).Distinct();
    }
}
