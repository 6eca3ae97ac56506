using System.Text;
using Freeze.Onnx2Cs.Data;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>
/// Files that a command writes besides the model's. A link stays, and what it leads to is replaced; terminals, pipes of the shell and devices
/// such as <c>/dev/null</c> are written to; nothing that the command reads is replaced.
/// </summary>
internal static class Output
{
    private static readonly string[] s_models = [".cs", ".safetensors", ".onnx"];

    /// <summary>Refuses a place that cannot be written to, or must not be, before long work begins.</summary>
    /// <param name="path">The file; null when none is asked for.</param>
    /// <param name="model">Folder of the model.</param>
    /// <param name="others">Other files that the command reads or writes; null for none.</param>
    public static void Check(string? path, string model, params ReadOnlySpan<string?> others)
    {
        if (path is null || Standard(path) is not null) return;
        if (path.Length == 0) throw new FreezeException("The name of an output file is empty.");
        switch (InputFile.KindOf(path))
        {
            case FileKind.Folder: throw new FreezeException($"'{path}' is a folder; name a file in it.");
            case FileKind.CharacterDevice: return;
            case FileKind.Pipe when IsOfShell(path): return;
            case not (FileKind.File or FileKind.Missing) and var kind:
                throw new FreezeException($"'{path}' {InputFile.Is(kind)}, and is not written to. Name a file, or /dev/stdout.");
        }

        if (TruePath.Of(path, mayBeMissing: true) is not { } target)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            throw new FreezeException(Directory.Exists(folder) ? $"'{path}' is a link that leads nowhere; name a file."
                : $"The folder '{folder}' does not exist; make it first, or write elsewhere.");
        }

        if (IsOfModel(target, model)) throw new FreezeException($"'{path}' is a file of the model, or has the name of one; it is not replaced. Name another file.");
        foreach (var other in others)
        {
            if (other is not null && TruePath.Of(other, mayBeMissing: true) == target)
                throw new FreezeException($"'{path}' is given for something else as well; it is not replaced. Name another file.");
        }
    }

    /// <summary>Refuses a file that holds images of a set.</summary>
    public static void CheckImages(string? path, params ReadOnlySpan<ModelImages> sets)
    {
        if (path is null || TruePath.Of(path) is not { } target) return;
        foreach (var set in sets)
            if (set.Holds(target)) throw new FreezeException($"'{path}' is among the images of '{set.Path}'; it is not replaced. Name another file.");
    }

    /// <summary>Writes a text all at once or not at all.</summary>
    /// <returns>Whether a file was written, rather than something that passes the text on.</returns>
    public static bool Write(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            if (Standard(path) is { } open)
            {
                // What stands there already came through another buffer.
                Console.Out.Flush();
                using var standard = open();
                standard.Write(bytes);
                return false;
            }

            if (InputFile.KindOf(path) is FileKind.CharacterDevice or FileKind.Pipe)
            {
                using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                device.Write(bytes);
                return false;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException($"'{path}' cannot be written to ({e.Message}).", e);
        }

        AtomicFile.Write(path, stream => stream.Write(bytes));
        return true;
    }

    // Replacing the file behind one of these names would cut off what the shell still writes to it.
    private static Func<Stream>? Standard(string path) => path switch
    {
        "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1" => Console.OpenStandardOutput,
        "/dev/stderr" or "/dev/fd/2" or "/proc/self/fd/2" => Console.OpenStandardError,
        _ => null,
    };

    // A pipe with a name waits for a reader; one that a shell gives, as in >(command), has one and leads to no name.
    private static bool IsOfShell(string pipe) => TruePath.Of(pipe) is null;

    private static bool IsOfModel(string target, string model)
    {
        if (!Directory.Exists(model)) return false;
        return (Path.GetDirectoryName(target) == TruePath.Of(model) && s_models.Contains(Path.GetExtension(target)))
            || Directory.EnumerateFiles(model).Any(file => s_models.Contains(Path.GetExtension(file)) && TruePath.Of(file) == target);
    }
}
