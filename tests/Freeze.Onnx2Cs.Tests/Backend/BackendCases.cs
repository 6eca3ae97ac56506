using System.Runtime.CompilerServices;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests.Backend;

/// <summary>The cases that this machine has, and those that are known not to pass.</summary>
internal static class BackendCases
{
    private const string Absent = "absent";

    private static readonly string[] s_groups = ["node", "simple", "pytorch-converted", "pytorch-operator"];

    private static readonly Lazy<BackendCase[]> s_present = new(() => [.. Groups()]);

    private static readonly Lazy<BackendCase[]> s_claimed = new(() => [.. s_present.Value.Where(IsClaimed)]);

    /// <summary>The suites.</summary>
    public static IReadOnlyList<string> Suites => s_groups;

    /// <summary>All cases that this machine has.</summary>
    public static IReadOnlyList<BackendCase> Present => s_present.Value;

    /// <summary>Cases whose operators the evaluator knows; one that stands for all where the folder is absent.</summary>
    public static TheoryData<string> Names => [.. s_claimed.Value.Select(c => c.Name).DefaultIfEmpty(Absent)];

    /// <summary>The same cases.</summary>
    public static IReadOnlyList<BackendCase> Claimed => s_claimed.Value;

    /// <summary>Cases that do not pass, with the reason, from the file beside this one.</summary>
    public static IReadOnlyDictionary<string, string> Listed { get; } = File.ReadLines(Path.Combine(Here(), "listed.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => parts[0], parts => parts[1].Trim());

    private static string Root => Environment.GetEnvironmentVariable("ONNX_TEST_DATA") ?? "/usr/share/libonnx-testdata/data";

    /// <summary>Cases that pass.</summary>
    public static IEnumerable<BackendCase> Passed => Claimed.Where(c => !Listed.ContainsKey(c.Name));

    public static bool ArePresent => Directory.Exists(Root);

    public static void SkipIfAbsent() => Skip.IfNot(
        ArePresent, $"{Root} is absent; apt-get install libonnx-testdata, or set ONNX_TEST_DATA to the folder that holds node/ and simple/");

    public static BackendCase Find(string name)
    {
        SkipIfAbsent();
        return Claimed.Single(c => c.Name == name);
    }

    private static IEnumerable<BackendCase> Groups() => s_groups
        .Where(group => Directory.Exists(Path.Combine(Root, group)))
        .SelectMany(group => Directory.GetDirectories(Path.Combine(Root, group)).Select(folder =>
            new BackendCase($"{group}/{Path.GetFileName(folder)}", folder)))
        .Where(c => File.Exists(c.Model))
        .OrderBy(c => c.Name, StringComparer.Ordinal);

    // Asked of the bare format: a model that the reader refuses is claimed all the same, so that it is listed.
    private static bool IsClaimed(BackendCase c)
    {
        var known = new HashSet<string>(Reference.Operators.Names, StringComparer.Ordinal);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(c.Model)).Graph.Node.All(node =>
            node.Domain is "" or "ai.onnx" && known.Contains(node.OpType));
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
