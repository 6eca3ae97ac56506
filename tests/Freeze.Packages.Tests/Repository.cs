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

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
