using System.IO.Compression;
using System.Text;

namespace Freeze.Kernels.Compilation;

/// <summary>
/// Writes compiled kernels so that builds stay incremental and may run side by side. They are compressed, since they become part of every program:
/// 90 KB instead of 480. To read one: <c>gzip -dc FILE</c>.
/// </summary>
public static class OutputFolder
{
    private const string Extension = ".gz";

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
            var isKernel = Path.GetExtension(path) == Extension;
            if (isKernel && !files.Any(file => file.Name + Extension == Path.GetFileName(path))) File.Delete(path);
        }

        return files.Count(file => WriteIfChanged(Path.Combine(folder, file.Name + Extension), Compress(file.Text)));
    }

    private static byte[] Compress(string text)
    {
        using var compressed = new MemoryStream();
        using (var writer = new GZipStream(compressed, CompressionLevel.SmallestSize)) writer.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }

    private static bool WriteIfChanged(string path, byte[] content)
    {
        // An untouched file keeps its time, so that Freeze.Runtime is not compiled again for nothing.
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) return false;

        // A name of this process's own, then a rename: another build never reads half a file.
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllBytes(partial, content);
        File.Move(partial, path, overwrite: true);
        return true;
    }
}
