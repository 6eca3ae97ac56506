using System.Globalization;
using System.Text;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Collects everything that is wrong with a model, so that one run reports it all.</summary>
public sealed class Problems(string path)
{
    // More than that is not read, and one message must not be as long as the file.
    private const int Listed = 30;

    private readonly List<string> _texts = [];
    private readonly Dictionary<(string Operator, string Reason), (int Count, string First, string Shapes)> _nodes = [];
    private int _more;

    /// <summary>Problems so far; nodes of one operator with one reason count once each.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a problem of the file.</summary>
    public void Add(string text)
    {
        Count++;
        if (_texts.Count < Listed) _texts.Add(text);
        else _more++;
    }

    /// <summary>Adds a problem of a node; those of one operator and one reason are reported in one line, with the shapes of the first.</summary>
    public void Add(OnnxNode node, string reason, string shapes = "")
    {
        Count++;
        var name = node.Domain.Length > 0 ? $"{Quoted.Bare(node.Domain)}.{Quoted.Bare(node.Operator)}" : Quoted.Bare(node.Operator);
        var (count, first, on) = _nodes.GetValueOrDefault((name, reason), (0, node.Name, shapes));
        _nodes[(name, reason)] = (count + 1, first, on);
    }

    /// <summary>Throws when there is a problem.</summary>
    public void ThrowIfAny()
    {
        if (Count == 0) return;
        var message = new StringBuilder().Append(Count).Append(Count == 1
            ? " problem in " : " problems in ").Append(Path.GetFileName(path));
        foreach (var text in _texts) message.Append("\n  ").Append(text);
        var sorted = _nodes.OrderBy(entry => entry.Key.Operator, StringComparer.Ordinal).ThenBy(entry => entry.Key.Reason, StringComparer.Ordinal);
        foreach (var ((name, reason), (count, first, shapes)) in sorted.Take(Listed))
        {
            message.Append(CultureInfo.InvariantCulture, $"\n  {name} x{count} (first: {Quoted.Bare(first)}");
            message.Append(shapes.Length > 0 ? $" on {shapes}) " : ") ").Append(reason);
            if (Advice.For(name) is { } advice) message.Append("; ").Append(advice);
        }
        if (_more > 0 || _nodes.Count > Listed)
            message.Append(CultureInfo.InvariantCulture, $"\n  and {_more + Math.Max(0, _nodes.Count - Listed)} more");
        if (_nodes.Count > 0)
            message.Append("\nExport the model without them, or rewrite those parts with operators that SUPPORTED-OPS.md lists.");
        throw new ConversionException(message.ToString());
    }
}
