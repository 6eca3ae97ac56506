using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Freeze.Packages.Tests;

/// <summary>Where things lie in the source tree, and what its documents hold.</summary>
internal static partial class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>The configuration that these tests were built in.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    /// <summary>README.md and everything in docs/.</summary>
    public static IEnumerable<string> Documents =>
        [Path.Combine(Root, "README.md"), .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Order(StringComparer.Ordinal)];

    /// <summary>The blocks of a language in a document, each with the heading that it stands under.</summary>
    public static IEnumerable<(string Heading, string Text)> Blocks(string document, string language)
    {
        var text = File.ReadAllText(document).ReplaceLineEndings("\n");
        foreach (Match match in Fence().Matches(text))
            if (match.Groups[1].Value == language)
                yield return (Heading().Matches(text[..match.Index]).LastOrDefault()?.Groups[1].Value ?? "", match.Groups[2].Value);
    }

    /// <summary>
    /// The blocks of some sections of a document in order. One that is no command is a file: its path is the last that the paragraph before it names.
    /// </summary>
    public static IEnumerable<Step> Steps(string document, params string[] sections)
    {
        var text = File.ReadAllText(document).ReplaceLineEndings("\n");
        foreach (Match match in Fence().Matches(text))
        {
            var section = Heading().Matches(text[..match.Index]).LastOrDefault()?.Groups[1].Value ?? "";
            if (!sections.Contains(section)) continue;
            var (language, before) = (match.Groups[1].Value, text[..match.Index].TrimEnd().Split("\n\n")[^1]);
            yield return new(section, language == "sh" ? null : Code().Matches(before)[^1].Groups[1].Value, match.Groups[2].Value);
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}

/// <summary>One step of a document.</summary>
/// <param name="Section">The heading that it stands under.</param>
/// <param name="Path">Path of the file that it is; null for commands.</param>
/// <param name="Text">The commands, or what the file holds.</param>
internal sealed record Step(string Section, string? Path, string Text);
