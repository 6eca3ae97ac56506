using System.Text;
using System.Text.RegularExpressions;

namespace Freeze.Fuzz.Mutation;

/// <summary>Definitions line by line and word by word: numbers, names, attributes, declarations, and plain damage.</summary>
internal static partial class DefinitionMutator
{
    private static readonly string[] s_words =
    [
        "Conv2D", "Dense", "MaxPool", "AveragePool", "GlobalAveragePool", "ScaleShift", "Add", "Multiply", "Activate", "Concat", "Softmax",
            "LogSoftmax", "LayerNorm", "Probe",
        "Input", "Labels", "FrozenModel", "From", "Channels", "Kernel", "Stride", "Pads", "Groups", "Image", "null", "default", "nameof(Image)",
            "typeof(int)", "[]", "\"\"",
        "(int)1e9", "1 << 40", "float.NaN", "(Activation)77", "Activation.Elu", "-1", "\"\\u2028\"", "\"\\0\"", "\"a\\\"b\"",
            "checked(2147483647 + 1)", "@class", "new string[0]", "true",
    ];

    private static readonly string[] s_declarations =
    [
        "partial class", "sealed class", "partial struct", "partial record", "abstract partial class", "static partial class", "partial interface",
            "partial class A<T>",
        "partial class A { public partial class", "public partial class @event", "file partial class", "private sealed partial class",
            "partial class A(int x)",
    ];

    /// <summary>Words and declarations that definitions may hold.</summary>
    public static IEnumerable<string> Words => s_words.Concat(s_declarations);

    public static byte[] Make(Random random, string seed)
    {
        var lines = seed.Split('\n').ToList();
        for (var i = 1 << random.Next(4); i > 0; i--) Once(random, lines);
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        return random.Chance(16) ? Bytes.Damage(random, bytes, []) : bytes;
    }

    private static void Once(Random random, List<string> lines)
    {
        var at = random.Next(lines.Count);
        switch (random.Next(8))
        {
            case 0 or 1 or 2: lines[at] = Replace(random, Number(), lines[at], FormattableString.Invariant($"{Interesting.Whole(random)}")); break;
            case 3: lines[at] = Replace(random, Text(), lines[at], Names(random, lines)); break;
            case 4: lines[at] = Replace(random, Word(), lines[at], random.Of(s_words)); break;
            case 5: lines.Insert(random.Next(lines.Count), lines[at]); break;
            case 6 when lines.Count > 1: lines.RemoveAt(at); break;
            default: lines[^1] = lines[^1].Replace("sealed partial class", random.Of(s_declarations), StringComparison.Ordinal); break;
        }
    }

    private static string Names(Random random, List<string> lines)
    {
        var match = Text().Match(random.Of(lines));
        return match.Success ? match.Value : random.Of(s_words);
    }

    private static string Replace(Random random, Regex what, string line, string by)
    {
        var matches = what.Matches(line);
        if (matches.Count == 0) return line;
        var match = matches[random.Next(matches.Count)];
        return line[..match.Index] + by + line[(match.Index + match.Length)..];
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?f?")]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
