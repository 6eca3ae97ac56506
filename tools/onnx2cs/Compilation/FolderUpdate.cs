using System.Diagnostics;
using System.Globalization;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Compilation;

/// <summary>
/// Puts several files into a folder as one. They are written into a hidden folder in it first; giving that folder its final name is the one
/// step that decides. What a process that was killed had decided is finished by the next one that opens the folder, and what it had not is
/// deleted. Of several processes at once each puts all its files there, one after the other.
/// </summary>
internal static class FolderUpdate
{
    private const string Ready = ".onnx2cs", Lock = ".onnx2cs.lock", Owner = "owner", Ending = ".partial";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes files and puts them into a folder, in the place of those of their names.</summary>
    /// <param name="folder">The folder; it is made where it is missing, and taken away again where nothing comes of it.</param>
    /// <param name="write">Writes the files into the folder that it is given.</param>
    /// <exception cref="FreezeException">The folder cannot be written to, or another process does not finish with it.</exception>
    public static void Run(string folder, Action<string> write)
    {
        var missing = Missing(folder);
        var partial = Path.Combine(folder, $".{Environment.ProcessId}{Ending}");
        try
        {
            if (File.Exists(folder)) throw new FreezeException($"'{folder}' is a file; name a folder.");
            Directory.CreateDirectory(folder);
            Clean(folder);
            Directory.CreateDirectory(partial);
            var owner = Path.Combine(partial, Owner);
            using (new FileStream(owner, FileMode.CreateNew, FileAccess.Write, FileShare.None)) write(partial);
            File.Delete(owner);
            Commit(folder, partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException($"The folder '{folder}' cannot be written to ({e.Message}). Check its permissions and the free space.", e);
        }
        finally
        {
            Delete(partial);
            foreach (var made in missing) if (Directory.Exists(made) && !Directory.EnumerateFileSystemEntries(made).Any()) Directory.Delete(made);
        }
    }

    /// <summary>Finishes what a killed process had decided; waits where one is at work.</summary>
    /// <exception cref="FreezeException">The other process does not finish, or the folder cannot be written to.</exception>
    public static void Finish(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, Ready))) return;
        try
        {
            Locked(folder, s_patience, () => Move(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException(
                $"'{folder}' holds a model that onnx2cs had not finished putting there, and it cannot be finished now ({e.Message}). "
                + "Check the folder's permissions and run the command again.", e);
        }
    }

    /// <summary>Puts the files of a hidden folder in their place, after those that were decided before.</summary>
    internal static void Commit(string folder, string partial) => Locked(folder, s_patience, () =>
    {
        Move(folder);
        Directory.Move(partial, Path.Combine(folder, Ready));
        Move(folder);
    });

    /// <summary>Does something while no other process does anything here.</summary>
    internal static void Locked(string folder, TimeSpan patience, Action action)
    {
        var path = Path.Combine(folder, Lock);
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            // Who cannot write here at all is told so by the first attempt.
            if (TryLock(path) is not { } held)
            {
                if (clock.Elapsed < patience) continue;
                throw new FreezeException($"Another onnx2cs is putting a model into '{folder}'. Run the command again when it is done.");
            }

            using (held)
            {
                action();
                File.Delete(path);
            }

            return;
        }
    }

    // The system gives the lock back when a process ends, however that happens. A file that its holder deletes in the meantime is another one
    // than that of its name, which can then be locked as well.
    private static FileStream? TryLock(string path)
    {
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsBusy(e))
        {
            return null;
        }

        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
        }
        catch (IOException e) when (IsBusy(e))
        {
            return held;
        }
        catch (FileNotFoundException)
        {
        }

        held.Dispose();
        return null;
    }

    // EWOULDBLOCK of Linux and of macOS, and Windows's sharing violation.
    private static bool IsBusy(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static void Move(string folder)
    {
        var ready = Path.Combine(folder, Ready);
        if (!Directory.Exists(ready)) return;
        foreach (var file in Directory.GetFiles(ready))
        {
            var target = Path.Combine(folder, Path.GetFileName(file));
            File.Move(file, TruePath.Of(target, mayBeMissing: true) ?? target, overwrite: true);
        }

        Directory.Delete(ready);
    }

    // A number may belong to a process of another container; what such a one writes, it holds.
    private static void Clean(string folder)
    {
        foreach (var left in Directory.GetDirectories(folder, $".*{Ending}"))
        {
            var name = Path.GetFileName(left.AsSpan());
            if (!int.TryParse(name[1..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (id == Environment.ProcessId || (!IsAlive(id) && !IsHeld(Path.Combine(left, Owner)))) Delete(left);
        }
    }

    private static bool IsHeld(string owner)
    {
        try
        {
            new FileStream(owner, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An error that brought us here is the one to report.
        }
    }

    // The folders that are to be made, the innermost first.
    private static List<string> Missing(string folder)
    {
        var missing = new List<string>();
        for (var at = Path.GetFullPath(folder); at is not null && !Directory.Exists(at) && !File.Exists(at); at = Path.GetDirectoryName(at)) missing.Add(at);
        return missing;
    }
}
