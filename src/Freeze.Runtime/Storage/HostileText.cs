using System.Globalization;

namespace Freeze.Storage;

/// <summary>Text from files is hostile: a name, or a parser's message that quotes it, becomes one short line before an error prints it.</summary>
public static class HostileText
{
    private const int MaxNameLength = 120, MaxMessageLength = 300;

    /// <summary>The name cut to a readable length, with everything that is not plain text (line ends, control and direction marks) as question marks.</summary>
    public static string Printable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return PrintableText(name, MaxNameLength);
    }

    /// <summary>The message of a parser, which may quote any part of what it read, made printable like a name.</summary>
    public static string Printable(Exception parsing)
    {
        ArgumentNullException.ThrowIfNull(parsing);
        return PrintableText(parsing.Message, MaxMessageLength);
    }

    /// <summary>The text cut to a length, made printable like a name.</summary>
    /// <param name="text">A text that may quote any part of a file.</param>
    /// <param name="maxLength">Characters that are kept.</param>
    public static string PrintableText(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cut = text.Length <= maxLength ? text : text[..maxLength] + "...";
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = IsPlain(source[i]) ? source[i] : '?';
        });
    }

    // Format characters would let a name rearrange the message around it; a lone surrogate cannot be encoded.
    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
