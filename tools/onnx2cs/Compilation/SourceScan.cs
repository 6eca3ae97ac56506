using Freeze.Storage;

namespace Freeze.Onnx2Cs.Compilation;

/// <summary>
/// Looks over a text of C# before it is parsed. The compiler's parser takes quadratic time, or a stack, for text that is nested or chained very
/// deeply, as no definition is.
/// </summary>
internal static class SourceScan
{
    private const int Deepest = 100, Longest = 1000;

    private static readonly string[] s_harmless = ["region", "endregion", "nullable", "pragma"];

    /// <summary>What keeps a text from being parsed, and its line, counted from 1; null when nothing does.</summary>
    public static (int Line, string What)? Problem(string text)
    {
        var (depth, chain, at) = (0, 0, 0);
        while (at < text.Length)
        {
            var (c, start) = (text[at], at);
            switch (c)
            {
                case '/' when Next('/'):
                    at = End("\n");
                    break;
                case '/' when Next('*'):
                    at = End("*/");
                    break;
                case '#' when IsFirst(text, at):
                    at = End("\n");
                    var directive = text[(start + 1)..at].Trim();
                    if (!s_harmless.Any(name => directive.StartsWith(name, StringComparison.Ordinal)))
                        return Found(start, $"a directive, '{HostileText.PrintableText("#" + directive, 60)}'");
                    break;
                case '"':
                    at = AfterText(text, at);
                    chain++;
                    break;
                case '\'':
                    at = AfterQuoted(text, at);
                    chain++;
                    break;
                case '(' or '[' or '{':
                    (depth, chain, at) = (depth + 1, 0, at + 1);
                    break;
                case ')' or ']' or '}':
                    (depth, chain, at) = (Math.Max(0, depth - 1), 0, at + 1);
                    break;
                case ',' or ';':
                    (chain, at) = (0, at + 1);
                    break;
                default:
                    if (char.IsWhiteSpace(c)) at++;
                    else
                    {
                        do at++;
                        while ((char.IsLetterOrDigit(c) || c == '_') && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'));
                        chain++;
                    }

                    break;
            }

            if (depth > Deepest) return Found(start, $"brackets in more than {Deepest} others");
            if (chain > Longest) return Found(start, $"an expression of more than {Longest} parts");

            bool Next(char second) => start + 1 < text.Length && text[start + 1] == second;

            int End(string mark) => text.IndexOf(mark, start + 1, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : text.Length;
        }

        return null;

        (int Line, string What) Found(int place, string what) => (text.AsSpan(0, place).Count('\n') + 1, what);
    }

    private static bool IsFirst(string text, int at)
    {
        for (at--; at >= 0 && text[at] is not ('\n' or '\r' or '\u0085' or '\u2028' or '\u2029'); at--) if (!char.IsWhiteSpace(text[at])) return false;
        return true;
    }

    private static int AfterText(string text, int at)
    {
        var isVerbatim = (at > 0 && text[at - 1] == '@') || (at > 1 && text[at - 1] == '$' && text[at - 2] == '@');
        var quotes = isVerbatim ? 1 : text.AsSpan(at).IndexOfAnyExcept('"') is >= 0 and var count ? count : text.Length - at;
        if (quotes >= 3)
        {
            var end = text.IndexOf(new string('"', quotes), at + quotes, StringComparison.Ordinal);
            if (end < 0) return text.Length;
            for (end += quotes; end < text.Length && text[end] == '"';) end++;
            return end;
        }

        if (quotes == 2) return at + 2;
        if (!isVerbatim) return AfterQuoted(text, at);
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"') continue;
            if (at + 1 == text.Length || text[at + 1] != '"') return at + 1;
            at++;
        }

        return text.Length;
    }

    private static int AfterQuoted(string text, int at)
    {
        var quote = text[at];
        for (at++; at < text.Length && text[at] is not ('\n' or '\r'); at++)
        {
            if (text[at] == quote) return at + 1;
            if (text[at] == '\\') at++;
        }

        return Math.Min(at, text.Length);
    }
}
