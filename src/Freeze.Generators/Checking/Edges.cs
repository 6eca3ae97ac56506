using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Which layer makes which edge.</summary>
internal sealed class Edges
{
    private readonly ModelSpec _spec;
    private readonly Dictionary<string, int> _makers = new(StringComparer.Ordinal);

    public Edges(ModelSpec spec)
    {
        _spec = spec;
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            var name = spec.Layers[i].Name;
            if (name != InputSpec.Edge && !_makers.ContainsKey(name)) _makers.Add(name, i);
        }
    }

    /// <summary>All edges that a layer reads, the residual last.</summary>
    public static IEnumerable<string> Read(LayerSpec layer) => layer.Add is null ? layer.From : layer.From.Append(layer.Add);

    /// <summary>Index of the layer that makes an edge; -1 for the image and for edges that nobody makes.</summary>
    public int IndexOf(string edge) => _makers.TryGetValue(edge, out var index) ? index : -1;

    /// <summary>Whether an edge exists.</summary>
    public bool Exists(string edge) => edge == InputSpec.Edge || _makers.ContainsKey(edge);

    /// <summary>Checks the name of a layer and the edges that it reads.</summary>
    public void Check(int index, List<Problem> problems)
    {
        var layer = _spec.Layers[index];
        var name = Names.Comment(layer.Name);
        if (layer.Name.Length == 0)
            Report(Rules.Name.Id, "A layer has no name");
        else if (layer.Name == InputSpec.Edge)
            Report(Rules.Name.Id, $"'{InputSpec.Edge}' is the name of the input; give the layer another one");
        else if (IndexOf(layer.Name) != index)
            Report(Rules.Name.Id, $"Two layers are named '{name}'; every layer needs a name of its own");

        foreach (var edge in Read(layer).Distinct(StringComparer.Ordinal))
        {
            if (!Exists(edge))
                Report(Rules.UnknownEdge.Id, $"Layer '{name}' reads '{Names.Comment(edge)}', which no layer makes{Suggestion(edge)}");
            else if (IndexOf(edge) >= index && DependsOn(IndexOf(edge), index))
                Report(Rules.Order.Id, $"Layer '{name}' reads '{Names.Comment(edge)}', which depends on '{name}' itself: a cycle");
            else if (IndexOf(edge) >= index)
                Report(Rules.Order.Id, $"Layer '{name}' reads '{Names.Comment(edge)}', which is made later; layers stand in order of execution");
        }

        void Report(string id, string message) => problems.Add(new(id, message, DefinitionPart.Layer, index));
    }

    // A typing mistake deserves more than "unknown": the same name in another case or with other separators is what was meant.
    private string Suggestion(string edge)
    {
        var plain = Plain(edge);
        var meant = plain.Length == 0 ? null : _spec.Layers.FirstOrDefault(layer => Plain(layer.Name) == plain);
        return meant is null ? "" : $"; did you mean '{Names.Comment(meant.Name)}'?";

        static string Plain(string name) => new string(name.Where(char.IsLetterOrDigit).ToArray()).ToUpperInvariant();
    }

    private bool DependsOn(int layer, int target)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>();
        open.Push(layer);
        while (open.Count > 0)
        {
            var at = open.Pop();
            if (at == target) return true;
            if (at < 0 || !seen.Add(at)) continue;
            foreach (var edge in Read(_spec.Layers[at])) open.Push(IndexOf(edge));
        }

        return false;
    }
}
