using System.Text;

namespace Freeze.Fuzz.Running;

/// <summary>Tells error messages apart that differ in more than numbers and names.</summary>
internal static class ErrorKinds
{
    private const int Longest = 160;

    /// <summary>The message with each number as #, and what stands in quotes, brackets or is a path left out.</summary>
    public static string KindOf(string message)
    {
        var kind = new StringBuilder();
        var until = '\0';
        foreach (var c in message)
        {
            if (kind.Length >= Longest) break;
            if (until != '\0')
            {
                if (c == until) until = '\0';
                continue;
            }

            if (c is '"' or '\'') until = c;
            else if (c is '[' or '(') until = c == '[' ? ']' : ')';
            else if (!char.IsAsciiDigit(c)) kind.Append(c);
            else if (kind.Length == 0 || kind[^1] != '#') kind.Append('#');
        }

        return kind.ToString();
    }
}
