namespace Freeze.Onnx2Cs.Commands;

/// <summary>Files that a command writes besides the model's.</summary>
internal static class Output
{
    /// <summary>Refuses a place that cannot be written to before long work begins.</summary>
    /// <param name="path">The file; null when none is asked for.</param>
    public static void CheckFolder(string? path)
    {
        if (path is null) return;
        if (path.Length == 0) throw new FreezeException("The name of an output file is empty.");
        if (Directory.Exists(path)) throw new FreezeException($"'{path}' is a folder; name a file in it.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new FreezeException($"The folder '{folder}' does not exist; make it first, or write elsewhere.");
    }

    /// <summary>Writes a text all at once or not at all.</summary>
    public static void Write(string path, string text)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllText(partial, text);
        File.Move(partial, path, overwrite: true);
    }
}
