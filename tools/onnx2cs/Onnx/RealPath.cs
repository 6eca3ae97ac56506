namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Where a path leads once every link on the way is followed, those of folders included.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>The path without links; what does not exist is left as it is.</summary>
    /// <exception cref="ConversionException">Its links lead nowhere but to one another.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var at = Path.GetPathRoot(full)!;
        var pending = new Stack<string>(Parts(full[at.Length..]));
        var links = 0;
        while (pending.TryPop(out var part))
        {
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }

            var next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MostLinks) throw new ConversionException($"{Quoted.Text(path)} is a link that leads in circles");
            var root = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : "";
            if (root.Length > 0) at = Path.GetPathRoot(Path.GetFullPath(target))!;
            foreach (var step in Parts(target[root.Length..])) pending.Push(step);
        }

        return at;
    }

    // The last comes first, as a stack wants them.
    private static IEnumerable<string> Parts(string path) =>
        path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Where(part => part is not ("" or ".")).Reverse();
}
