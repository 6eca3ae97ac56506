using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Which value of a graph holds the scores of the classes, and what its last layers make of them.</summary>
internal static class Heads
{
    // Each of them is followed through the graph.
    private const int MostOutputs = 64;

    // They turn scores into labels: what they read is what Freeze needs.
    private static readonly HashSet<string> s_labels = ["ArgMax", "TopK", "ZipMap", "LabelEncoder", "ArrayFeatureExtractor", "Hardmax", "OneHot"];

    private static readonly HashSet<string> s_same = ["Cast", "Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten"];

    // Between scores in one form and in another: two outputs that only these part are one head.
    private static readonly HashSet<string> s_forms = [.. s_same, "Softmax", "LogSoftmax", "Sigmoid", "Exp", "Log", "Mul", "Div"];

    /// <summary>Name of the value with the scores: the one that is asked for, or the one that the graph's outputs point at.</summary>
    public static string? Find(OnnxGraph graph, string? wanted, Problems problems)
    {
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes) foreach (var made in node.Outputs) if (made.Length > 0) makers[made] = node;
        if (wanted is not null)
        {
            if (makers.ContainsKey(wanted)) return Before(wanted, makers);
            problems.Add($"No node makes a value called {Quoted.Text(wanted)}; the model's outputs are {Names([.. graph.Outputs.Select(output => output.Name)])}");
            return null;
        }

        if (graph.Outputs.Count > MostOutputs)
        {
            problems.Add($"The model gives {graph.Outputs.Count} outputs; say which holds the scores of the classes, as in --output NAME");
            return null;
        }

        var scores = graph.Outputs.Select(output => Before(output.Name, makers)).Distinct(StringComparer.Ordinal).ToList();
        if (scores.Count > 1) scores = Last(scores, makers);
        if (scores.Count == 1) return scores[0];
        problems.Add(scores.Count == 0 ? "The model gives no output"
            : $"The model gives {scores.Count} outputs that may be the scores of the classes, {Names(scores)}; say which, as in --output {Quoted.Bare(scores[0])}");
        return null;
    }

    /// <summary>The scores of a head: one sigmoid is that of the second of two classes.</summary>
    public static Op? Classes(LoweringContext context, Op scores, string name, Problems problems)
    {
        if (scores.Shape.C > 1) return scores;
        if (Sigmoid(scores) is not { } sigmoid)
        {
            problems.Add($"Output {name} is a single number and no probability, so there are no classes to tell apart; "
                + "a network of two classes ends in one Sigmoid, or in two scores");
            return null;
        }

        // 1 - s(x) is s(-x), and 1 - clip(x, 0, 1) is clip(1 - x, 0, 1): the head of the two classes is a sigmoid as well.
        var classes = context.New(OpKind.Dense, new(2, 1, 1), BeforeSigmoid(context, scores));
        (classes.Weight, classes.Bias) = ([-1, 1], [sigmoid.Activation == ActivationKind.Clip ? 1 : 0, 0]);
        return context.Activation(classes, sigmoid.Activation, sigmoid.Alpha, sigmoid.Beta);
    }

    /// <summary>Whether the scores are features: no layer with weights of its own for each class makes them.</summary>
    public static bool AreFeatures(Op scores)
    {
        var op = scores;
        while (op is { Kind: OpKind.Rearrange or OpKind.Activation or OpKind.ScaleShift }) op = op.Inputs[0];
        return op.Kind is OpKind.GlobalAveragePool or OpKind.AveragePool or OpKind.MaxPool || IsPreprocessing(scores);
    }

    /// <summary>Whether a value is the image alone, in other numbers and another order: what the preprocessing in front of a network gives.</summary>
    public static bool IsPreprocessing(Op value)
    {
        var seen = new HashSet<Op>();
        var open = new Stack<Op>([value]);
        while (open.TryPop(out var op))
        {
            if (!seen.Add(op)) continue;
            if (op.Kind is not (OpKind.Input or OpKind.Rearrange or OpKind.ScaleShift or OpKind.Activation or OpKind.Concat)) return false;
            foreach (var input in op.Inputs) open.Push(input);
        }

        return true;
    }

    private static Op? Sigmoid(Op op)
    {
        while (op.Kind == OpKind.Rearrange) op = op.Inputs[0];
        return op is { Kind: OpKind.Activation, Activation: ActivationKind.Sigmoid or ActivationKind.HardSigmoid }
            or { Kind: OpKind.Activation, Activation: ActivationKind.Clip, Alpha: 0, Beta: 1 } ? op : null;
    }

    // What is taken of a sigmoid's values, taken of those that it reads.
    private static Op BeforeSigmoid(LoweringContext context, Op op)
    {
        var taken = new Stack<Op>();
        for (; op.Kind == OpKind.Rearrange; op = op.Inputs[0]) taken.Push(op);
        return taken.Aggregate(op.Inputs[0], (source, rearrange) => context.Arrange(source, rearrange.View!, rearrange.Shape));
    }

    // The scores that labels were made from; a value itself where no label was.
    private static string Before(string name, Dictionary<string, OnnxNode> makers)
    {
        var at = name;
        var scores = name;
        while (makers.TryGetValue(at, out var node) && node.Inputs.Length > 0)
        {
            if (s_labels.Contains(node.Operator)) scores = node.Inputs[0];
            else if (!s_same.Contains(node.Operator)) break;
            at = node.Inputs[0];
        }

        return scores;
    }

    // Of outputs that follow from each other, features go and of two forms of one head the first stays.
    private static List<string> Last(List<string> scores, Dictionary<string, OnnxNode> makers)
    {
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var later in scores)
        {
            var form = Forms(later, makers);
            var all = Above(later, makers);
            foreach (var earlier in scores.Where(other => other != later && all.Contains(other)))
                gone.Add(!form.Contains(earlier) ? earlier : scores.IndexOf(earlier) < scores.IndexOf(later) ? later : earlier);
        }

        return [.. scores.Where(name => !gone.Contains(name))];
    }

    private static HashSet<string> Above(string name, Dictionary<string, OnnxNode> makers)
    {
        var above = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([name]);
        while (open.TryPop(out var at))
            if (above.Add(at) && makers.TryGetValue(at, out var node)) foreach (var read in node.Reads) open.Push(read);
        return above;
    }

    private static HashSet<string> Forms(string name, Dictionary<string, OnnxNode> makers)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        var at = name;
        while (forms.Add(at) && makers.TryGetValue(at, out var node) && s_forms.Contains(node.Operator) && node.Inputs.Length > 0) at = node.Inputs[0];
        return forms;
    }

    private static string Names(IReadOnlyCollection<string> names) => Quoted.List(names, " and ");
}
