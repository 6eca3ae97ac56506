using System.Globalization;
using System.Text;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Names from a file in messages: a hostile one must neither break lines nor drive the terminal.</summary>
public static class Quoted
{
    private const int Longest = 200, Listed = 10;

    /// <summary>A name in quotes.</summary>
    public static string Text(string? name) => $"\"{Bare(name)}\"";

    /// <summary>Names in quotes, of very many the first ones.</summary>
    public static string List(IReadOnlyCollection<string> names, string separator) => string.Join(separator, names.Take(Listed).Select(Text))
        + (names.Count > Listed ? string.Create(CultureInfo.InvariantCulture, $"{separator}{names.Count - Listed} more") : "");

    /// <summary>A name with everything that is not printable escaped.</summary>
    public static string Bare(string? name)
    {
        var text = new StringBuilder();
        foreach (var c in name ?? "")
        {
            if (text.Length >= Longest) return text.Append("...").ToString();
            var category = char.GetUnicodeCategory(c);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else text.Append(c);
        }
        return text.ToString();
    }
}
