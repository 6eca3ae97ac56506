using System.Globalization;
using System.Text;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Collects everything that is wrong with a model, so that one run reports it all.</summary>
public sealed class Problems(string path)
{
    private readonly List<(string Key, string Text)> _texts = [];
    private readonly Dictionary<(string Operator, string Reason), (int Count, string First)> _nodes = [];

    /// <summary>Problems so far; nodes of one operator with one reason count once each.</summary>
    public int Count => _texts.Count + _nodes.Values.Sum(entry => entry.Count);

    /// <summary>Adds a problem of the file.</summary>
    public void Add(string text) => _texts.Add(("", text));

    /// <summary>Adds a problem of a node; those of one operator and one reason are reported in one line.</summary>
    public void Add(OnnxNode node, string reason)
    {
        var name = node.Domain.Length > 0 ? $"{node.Domain}.{node.Operator}" : node.Operator;
        var entry = _nodes.GetValueOrDefault((name, reason), (0, node.Name));
        _nodes[(name, reason)] = (entry.Item1 + 1, entry.Item2);
    }

    /// <summary>Throws when there is a problem.</summary>
    public void ThrowIfAny()
    {
        if (Count == 0) return;
        var message = new StringBuilder().Append(Count).Append(Count == 1
            ? " problem in " : " problems in ").Append(Path.GetFileName(path));
        foreach (var (_, text) in _texts) message.Append('\n').Append("  ").Append(text);
        var sorted = _nodes.OrderBy(entry => entry.Key.Operator, StringComparer.Ordinal).ThenBy(entry => entry.Key.Reason, StringComparer.Ordinal);
        foreach (var ((name, reason), (count, first)) in sorted)
            message.Append(CultureInfo.InvariantCulture, $"\n  {Quoted.Bare(name)} x{count} (first: {Quoted.Bare(first)}) {reason}");
        if (_nodes.Count > 0)
            message.Append("\nExport the model without them, or rewrite those parts with operators that the README lists under its limits.");
        throw new ConversionException(message.ToString());
    }
}
