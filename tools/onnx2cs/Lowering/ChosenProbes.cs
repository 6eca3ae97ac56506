using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Probes where the user wants them: behind layers, or behind the layers that nodes or values of the ONNX file became.</summary>
internal static class ChosenProbes
{
    public static List<ProbeSpec> Find(OpGraph graph, IReadOnlyList<string> names, Problems problems)
    {
        var places = new HashSet<Op>();
        foreach (var name in names)
        {
            // The layer's own name counts most; of several operators that a node was taken apart into, the last one has its result.
            var op = graph.Ops.FirstOrDefault(op => op.Name == name) ?? graph.Ops.LastOrDefault(op => op.Nodes.Any(node => Is(node, name)));
            if (op is null) problems.Add($"No layer, node or value is called {Quoted.Text(name)}; onnx2cs inspect lists the layers");
            else if (op == graph.Output) problems.Add($"A probe at {Quoted.Text(name)} would look at the output; nothing is left to skip there");
            else places.Add(op);
        }

        return [.. graph.Ops.Where(places.Contains).Select(op => new ProbeSpec(op.Name, op.Name))];
    }

    private static bool Is(OnnxNode node, string name) => (node.HasName && node.Name == name) || node.Outputs.Contains(name);
}
