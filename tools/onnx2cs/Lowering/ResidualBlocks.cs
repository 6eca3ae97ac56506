using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Finds residual blocks by structure: where a path and its skip are added, a block ends and a probe may look.</summary>
internal static class ResidualBlocks
{
    // A block of a published network has some dozens of operators at most. A skip over more of them is no block, but it ends one all the same.
    private const int Largest = 256;

    public static List<ProbeSpec> Find(OpGraph graph)
    {
        var probes = new List<ProbeSpec>();
        var taken = new UniqueNames();
        var places = new Dictionary<Op, int> { [graph.Input] = -1 };
        foreach (var op in graph.Ops) places[op] = places.Count - 1;
        foreach (var op in graph.Ops)
        {
            // The output itself is no place to leave early.
            if (op == graph.Output || !op.IsJoin) continue;
            var block = Block(op, places);
            if (block.Count == 0) continue; // a polynomial of one activation
            var name = CommonName(block) ?? $"block{probes.Count + 1}";
            probes.Add(new(op.Name, taken.Add(name)));
        }
        return probes;
    }

    /// <summary>
    /// The convolutions between the join and the last operator that both its branches come from, in order. The walk goes from the join upwards, the
    /// last operator first, so that the first one that both branches have met is where they part.
    /// </summary>
    private static List<Op> Block(Op join, Dictionary<Op, int> places)
    {
        const int left = 1, right = 2, both = left | right;
        var marks = new Dictionary<Op, int>();
        var open = new PriorityQueue<Op, int>();
        var between = new List<Op> { join };
        Op? fork = null;
        Mark(join.Inputs[0], left);
        Mark(join.Inputs[1], right);
        while (open.TryDequeue(out var op, out _))
        {
            var mark = marks[op];
            if (mark == both)
            {
                fork = op;
                break;
            }

            if (between.Count > Largest) break;
            between.Add(op);
            foreach (var input in op.Inputs) Mark(input, mark);
        }

        // Below the fork: what another path feeds from further above is not part of the block.
        between.Reverse();
        var below = new HashSet<Op>();
        foreach (var op in between) if (fork is null || op.Inputs.Exists(input => input == fork || below.Contains(input))) below.Add(op);
        return [.. between.Where(op => op.Kind == OpKind.Conv2D && op.Node is not null && below.Contains(op))];

        void Mark(Op op, int branch)
        {
            if (!marks.TryGetValue(op, out var before)) open.Enqueue(op, -places[op]);
            marks[op] = before | branch;
        }
    }

    // "layer1.0.conv1" and "layer1.0.conv2" stand in "layer1.0".
    private static string? CommonName(List<Op> block)
    {
        var names = block.Select(op => op.Name.Split('.')).ToArray();
        var length = names.Min(parts => parts.Length) - 1;
        var same = Enumerable.Range(0, Math.Max(0, length)).TakeWhile(i => names.All(parts => parts[i] == names[0][i])).Count();
        var name = string.Join('.', names[0][..same]);
        return name.Length > 0 ? name : null;
    }
}
