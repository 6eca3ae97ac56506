using System.Diagnostics;
using Freeze.Caching;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Storage;

/// <summary>Saves that meet others, or a disk or folder that takes nothing.</summary>
public sealed class SaveTests
{
    [Fact]
    public void Processes_that_save_to_one_file_leave_whole_caches_all_the_time()
    {
        using var folder = new TemporaryFolder();
        var path = folder["saved.cache.safetensors"];
        SavedCaches.Make(1).Save(path, SavedCaches.Plan);
        var programs = Enumerable.Range(0, 2).Select(_ => Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [SavedCaches.Program, path, "100"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!).ToArray();
        while (Array.Exists(programs, program => !program.HasExited)) SavedCaches.LoadWhole(path);
        foreach (var program in programs)
        {
            Assert.Equal("", program.StandardError.ReadToEnd());
            program.WaitForExit();
            Assert.Equal(0, program.ExitCode);
            program.Dispose();
        }

        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Threads_that_save_to_one_file_leave_whole_caches_all_the_time()
    {
        using var folder = new TemporaryFolder();
        var path = folder["saved.cache.safetensors"];
        Parallel.For(1, 60, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            SavedCaches.Make(i).Save(path, SavedCaches.Plan);
            SavedCaches.LoadWhole(path);
        });
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    /// <summary>A process of another container may have this one's number; it holds its file until that has its name.</summary>
    [Fact]
    public void A_finished_file_is_held_until_it_is_renamed()
    {
        using var folder = new TemporaryFolder();
        var isHeld = false;
        AtomicFile.Write(folder["file"], stream =>
        {
            stream.Write([1, 2, 3]);
            stream.Flush();
            var partial = Assert.Single(Directory.GetFiles(folder.Path));
            isHeld = Record.Exception(() => new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose()) is IOException;
        });
        Assert.True(isHeld);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["file"]));
    }

    /// <summary>The limit of a file's size stands for a disk that fills up in the middle of a file.</summary>
    [SkippableFact]
    public void A_disk_that_fills_up_leaves_the_old_caches_and_one_error()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the limit is set by a shell of Linux");
        using var folder = new TemporaryFolder();
        var path = folder["saved.cache.safetensors"];
        SavedCaches.Make(7).Save(path, SavedCaches.Plan);
        var before = File.ReadAllBytes(path);
        string[] arguments = ["-c", "ulimit -f 8; exec \"$0\" \"$@\"", Environment.ProcessPath!, SavedCaches.Program, path, "1"];
        var start = new ProcessStartInfo("bash", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };

        // Otherwise the runtime keeps its code in a file, which the limit forbids as well.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var program = Process.Start(start)!;
        var error = program.StandardError.ReadToEnd();
        program.WaitForExit();
        Assert.True(program.ExitCode == 1, $"{program.ExitCode} {error}");
        Assert.StartsWith($"error: {path}: the file cannot be written", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [SkippableFact]
    public void A_folder_that_takes_nothing_is_one_error()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "permissions do not bind this user");
        using var folder = new TemporaryFolder();
        var path = folder["saved.cache.safetensors"];
        SavedCaches.Make(7).Save(path, SavedCaches.Plan);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var error = Assert.Throws<FreezeException>(() => SavedCaches.Make(8).Save(path, SavedCaches.Plan));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.StartsWith($"{path}: the file cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, Assert.IsType<CentroidCache>(SavedCaches.LoadWhole(path).Probes[0]).Slope);
    }

    /// <summary>Whatever the user may do: there is no such folder, or a folder has the file's name.</summary>
    [Fact]
    public void What_cannot_be_replaced_stays_and_nothing_is_left_beside_it()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FreezeException>(() => SavedCaches.Make(8).Save(folder["none/saved.cache.safetensors"], SavedCaches.Plan));
        Directory.CreateDirectory(folder["saved.cache.safetensors"]);
        Assert.Throws<FreezeException>(() => SavedCaches.Make(8).Save(folder["saved.cache.safetensors"], SavedCaches.Plan));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
