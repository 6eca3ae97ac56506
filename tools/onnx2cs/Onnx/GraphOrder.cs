namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Orders nodes so that each runs after those it reads.</summary>
internal static class GraphOrder
{
    /// <summary>Of the nodes that can run, the one that stands first in the file goes first: a sound file keeps its order.</summary>
    public static List<OnnxNode> Sort(List<OnnxNode> nodes, string path)
    {
        var makers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var output in nodes[i].Outputs) if (output.Length > 0) makers[output] = i;
        }
        var waiting = new int[nodes.Count];
        var readers = nodes.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var maker in nodes[i].Reads.Where(makers.ContainsKey).Select(input => makers[input]).Distinct())
            {
                waiting[i]++;
                readers[maker].Add(i);
            }
        }
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < nodes.Count; i++) if (waiting[i] == 0) ready.Enqueue(i, i);
        var ordered = new List<OnnxNode>(nodes.Count);
        while (ready.TryDequeue(out var next, out _))
        {
            ordered.Add(nodes[next]);
            foreach (var reader in readers[next]) if (--waiting[reader] == 0) ready.Enqueue(reader, reader);
        }
        if (ordered.Count == nodes.Count) return ordered;
        var culprit = OnCycle(waiting, nodes, makers);
        throw new ConversionException($"{path} holds a cycle: node {Quoted.Text(culprit.Name)} needs its own result. Export the model again.");
    }

    // Walking against the edges from a node that never became ready must come back to a node that was seen: it is on the cycle.
    private static OnnxNode OnCycle(int[] waiting, List<OnnxNode> nodes, Dictionary<string, int> makers)
    {
        var at = Array.FindIndex(waiting, count => count > 0);
        var seen = new HashSet<int>();
        while (seen.Add(at))
        {
            at = nodes[at].Reads.Where(makers.ContainsKey).Select(input => makers[input]).First(maker => waiting[maker] > 0);
        }
        return nodes[at];
    }
}
