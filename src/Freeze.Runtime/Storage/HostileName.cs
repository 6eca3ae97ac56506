using System.Globalization;

namespace Freeze.Storage;

/// <summary>Names from files are hostile: before one is printed in an error it becomes one short line.</summary>
public static class HostileName
{
    private const int MaxLength = 120;

    /// <summary>The name cut to a readable length, with everything that is not plain text (line ends, control and direction marks) as question marks.</summary>
    public static string Printable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var cut = name.Length <= MaxLength ? name : name[..MaxLength] + "...";
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = IsPlain(source[i]) ? source[i] : '?';
        });
    }

    // Format characters would let a name rearrange the message around it; a lone surrogate cannot be encoded.
    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
