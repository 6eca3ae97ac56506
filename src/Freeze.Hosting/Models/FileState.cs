namespace Freeze.Hosting.Models;

/// <summary>
/// What a model's files looked like at one moment: the files that their paths led to, their lengths and times. Links are followed in every part of a
/// path, as deployments swap them: Kubernetes renames the link "..data" beside the files, <c>ln -sfn</c> replaces the folder itself.
/// </summary>
internal static class FileState
{
    private const int MostLinks = 40;

    private static readonly string[] s_endings = [".safetensors", ".cpu.safetensors", ".cache.safetensors"];

    /// <summary>Describes the files of a model; equal texts, equal files.</summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="model">Name of the model.</param>
    public static string Of(string folder, string model) =>
        string.Join('\n', s_endings.Select(ending => Describe(Path.Combine(folder, model + ending))));

    private static string Describe(string path)
    {
        try
        {
            var file = new FileInfo(Resolve(path));
            return file.Exists ? FormattableString.Invariant($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}") : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at differs from what could be; loading it says what is wrong.
            return error.GetType().Name;
        }
    }

    /// <summary>The path without links.</summary>
    private static string Resolve(string path)
    {
        var rest = new Stack<string>(Parts(path).Reverse());
        var (resolved, links) = (Path.GetPathRoot(path)!, 0);
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            var next = Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MostLinks) throw new IOException($"'{path}' leads in a circle.");
            if (Path.IsPathRooted(target)) resolved = Path.GetPathRoot(target)!;
            foreach (var inner in Parts(target).Reverse()) rest.Push(inner);
        }

        return resolved;
    }

    private static IEnumerable<string> Parts(string path) => path[(Path.GetPathRoot(path)?.Length ?? 0)..]
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
