namespace Freeze.Kernels.Compilation;

/// <summary>Writes compiled kernels so that builds stay incremental and may run side by side.</summary>
public static class OutputFolder
{
    /// <summary>
    /// Writes the files that changed, whole or not at all, and deletes kernels of earlier builds that are no longer made.
    /// </summary>
    /// <param name="folder">Where to; made when it does not exist.</param>
    /// <param name="files">What the folder is to hold.</param>
    /// <returns>Number of files written.</returns>
    public static int Write(string folder, IReadOnlyList<KernelFile> files)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var isKernel = Path.GetExtension(path) is ".ptx" or ".cl";
            if (isKernel && !files.Any(file => file.Name == Path.GetFileName(path))) File.Delete(path);
        }

        return files.Count(file => WriteIfChanged(Path.Combine(folder, file.Name), file.Text));
    }

    private static bool WriteIfChanged(string path, string text)
    {
        // An untouched file keeps its time, so that Freeze.Runtime is not compiled again for nothing.
        if (File.Exists(path) && File.ReadAllText(path) == text) return false;

        // A name of this process's own, then a rename: another build never reads half a file.
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllText(partial, text);
        File.Move(partial, path, overwrite: true);
        return true;
    }
}
