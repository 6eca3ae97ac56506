using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Finds residual blocks by structure: where a path and its skip are added, a block ends and a probe may look.</summary>
internal static class ResidualBlocks
{
    public static List<ProbeSpec> Find(OpGraph graph)
    {
        var probes = new List<ProbeSpec>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var ancestors = new Dictionary<Op, HashSet<Op>> { [graph.Input] = [graph.Input] };
        foreach (var op in graph.Ops)
        {
            ancestors[op] = [op, .. op.Inputs.SelectMany(source => ancestors[source])];
            // The output itself is no place to leave early.
            if (op == graph.Output || !op.IsJoin) continue;
            var block = Block(graph, op, ancestors);
            if (block.Count == 0) continue; // a polynomial of one activation
            var name = CommonName(block) ?? $"block{probes.Count + 1}";
            probes.Add(new(op.Name, Namer.Unique(name, taken)));
        }
        return probes;
    }

    /// <summary>The convolutions between the join and the last operator that both its branches come from.</summary>
    private static List<Op> Block(OpGraph graph, Op join, Dictionary<Op, HashSet<Op>> ancestors)
    {
        var (left, right) = (ancestors[join.Inputs[0]], ancestors[join.Inputs[1]]);
        var fork = graph.Ops.LastOrDefault(op => left.Contains(op) && right.Contains(op)) ?? graph.Input;
        return [.. graph.Ops.Where(op => op.Kind == OpKind.Conv2D && op.Node is not null && ancestors.TryGetValue(op, out var above)
            && ancestors[join].Contains(op) && !ancestors[fork].Contains(op) && above.Contains(fork))];
    }

    // "layer1.0.conv1" and "layer1.0.conv2" stand in "layer1.0".
    private static string? CommonName(List<Op> block)
    {
        if (block.Count == 0) return null;
        var names = block.Select(op => op.Name.Split('.')).ToArray();
        var length = names.Min(parts => parts.Length) - 1;
        var same = Enumerable.Range(0, Math.Max(0, length)).TakeWhile(i => names.All(parts => parts[i] == names[0][i])).Count();
        var name = string.Join('.', names[0][..same]);
        return name.Length > 0 ? name : null;
    }
}
