using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Generators;

/// <summary>
/// Names from ONNX are hostile: they may hold line ends, quotes, the end of a comment, or code. Whatever stands in a C# file goes through
/// one of these functions first.
/// </summary>
public static class Names
{
    private const int CommentLength = 120;

    /// <summary>A C# string literal.</summary>
    /// <param name="value">Any text.</param>
    public static string Literal(string value) => "\"" + Escape(value, c => c is '"' or '\\') + "\"";

    /// <summary>Text that stays inside a comment of any kind, on one line; long text is cut.</summary>
    /// <param name="value">Any text.</param>
    public static string Comment(string value)
    {
        var cut = value.Length <= CommentLength ? value : value.Substring(0, CommentLength) + "...";
        return Escape(cut, _ => false).Replace("*/", "*\\u002F");
    }

    /// <summary>A float literal that reads back to the same bits, whatever the culture.</summary>
    /// <param name="value">Any number.</param>
    public static string Number(float value) => value switch
    {
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture) + "f",
    };

    /// <summary>Int literals with commas between them, whatever the culture.</summary>
    /// <param name="values">Any numbers.</param>
    public static string Numbers(IEnumerable<int> values) =>
        string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>One identifier for each name, readable, all different: "layer1.0.conv1" becomes Layer1_0_Conv1.</summary>
    /// <param name="names">Any names, in order; of two that become the same identifier, the second gets a number.</param>
    /// <param name="reserved">Identifiers that are taken.</param>
    public static IReadOnlyList<string> Identifiers(IEnumerable<string> names, IEnumerable<string> reserved)
    {
        var taken = new HashSet<string>(reserved, StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        var identifiers = new List<string>();
        foreach (var name in names)
        {
            var wanted = Identifier(name);
            var free = wanted;
            if (!next.TryGetValue(wanted, out var i)) i = 2;
            for (; !taken.Add(free); i++) free = wanted + "_" + i.ToString(CultureInfo.InvariantCulture);
            next[wanted] = i;
            identifiers.Add(free);
        }

        return identifiers;
    }

    /// <summary>A readable identifier in Pascal case, not yet told apart from others.</summary>
    /// <param name="name">Any name.</param>
    public static string Identifier(string name)
    {
        var text = new StringBuilder();
        var pending = false;
        foreach (var c in name)
        {
            if (!IsAsciiLetterOrDigit(c))
            {
                pending = text.Length > 0;
                continue;
            }

            if (text.Length == 0 && char.IsDigit(c)) text.Append('N');
            var starts = text.Length == 0 || pending;
            if (pending) text.Append('_');
            text.Append(starts ? char.ToUpperInvariant(c) : c);
            pending = false;
            if (text.Length >= CommentLength) break;
        }

        return text.Length == 0 ? "Unnamed" : text.ToString();
    }

    /// <summary>An identifier that exists already, with the @ that a keyword needs.</summary>
    /// <param name="identifier">A valid identifier or a dotted namespace.</param>
    public static string Keyword(string identifier) =>
        string.Join(".", identifier.Split('.').Select(part => SyntaxFacts.GetKeywordKind(part) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(part) != SyntaxKind.None ? "@" + part : part));

    /// <summary>A class's documentation comment, for a definition that has none: libraries may ask for one.</summary>
    internal static string Summary(Specs.ModelSpec spec)
    {
        var name = Comment(spec.Name).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        return $"/// <summary>The network \"{name}\": made by Load, thread-safe, one for the life of the process.</summary>";
    }

    /// <summary>The line that keeps the compiler from complaining about a type whose name is all lower case.</summary>
    internal const string LowerCasePragma = "#pragma warning disable CS8981";

    /// <summary>Whether the compiler would complain (CS8981) that a type's name may become a keyword one day.</summary>
    internal static bool IsLowerCase(string identifier) => identifier.All(c => c is >= 'a' and <= 'z');

    /// <summary>Whether a name can be the base name of files on every system.</summary>
    /// <param name="name">Any name.</param>
    public static bool IsFileName(string name) =>
        name.Length is > 0 and <= 100 && name.Trim() == name && name[0] != '.' && name[name.Length - 1] != '.'
        && name.All(c => IsPlain(c) && !"/\\:*?\"<>|".Contains(c));

    private static string Escape(string value, Func<char, bool> special)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (special(c)) text.Append('\\').Append(c);
            else if (IsPlain(c)) text.Append(c);
            else text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    // Letters, marks, digits, punctuation and symbols of any script, and the plain blank. Everything else could end the line, reorder the text or not be encoded.
    private static bool IsPlain(char c) => c == ' ' || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static bool IsAsciiLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
