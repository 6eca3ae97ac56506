using System.Diagnostics;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Storage;

public sealed class PartialFileTests
{
    // No system hands out such a process id.
    private const int Dead = 2_000_000_011;

    [Fact]
    public void The_next_save_removes_what_killed_programs_left()
    {
        using var folder = new TemporaryFolder();
        foreach (var left in new[] { $"{Dead}.0123abcd", $"{Dead}", $"{Environment.ProcessId}.0123abcd" })
            File.WriteAllText(folder[$"a.safetensors.{left}.partial"], "half");
        Save(folder["a.safetensors"]);
        Assert.Equal(["a.safetensors"], Names(folder));
    }

    [Fact]
    public void What_may_be_somebodys_stays()
    {
        using var folder = new TemporaryFolder();
        var alive = Process.GetProcesses().First(process => process.Id > 0 && process.Id != Environment.ProcessId).Id;
        string[] others =
        [
            $"a.safetensors.{alive}.partial", $"a.safetensors.{alive}.0123abcd.partial", $"a.safetensors.{Dead}.xyz.partial", $"b.safetensors.{Dead}.partial", $"a.safetensors.x{Dead}.partial", $"a.safetensors.+{Dead}.partial",
            "a.safetensors.partial", $"a.safetensors.{Dead}.partial.bak", $"a.safetensors.v2.{Dead}.partial",
        ];
        foreach (var other in others) File.WriteAllText(folder[other], "half");
        Directory.CreateDirectory(Path.Combine(folder["below"]));
        File.WriteAllText(Path.Combine(folder["below"], $"a.safetensors.{Dead}.partial"), "half");
        Save(folder["a.safetensors"]);
        Assert.Equal([.. others.Append("a.safetensors").Order(StringComparer.Ordinal)], Names(folder));
        Assert.Single(Directory.GetFiles(folder["below"]));
    }

    /// <summary>In another container the same number may belong to a program that lives; it holds its file while it writes.</summary>
    [Fact]
    public void A_file_that_is_held_stays_whatever_its_number_says()
    {
        using var folder = new TemporaryFolder();
        var partial = folder[$"a.safetensors.{Dead}.partial"];
        using (var held = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            Save(folder["a.safetensors"]);
            Assert.True(File.Exists(partial));
        }

        Save(folder["a.safetensors"]);
        Assert.False(File.Exists(partial));
    }

    private static void Save(string path)
    {
        var writer = new SafetensorsWriter();
        writer.Add("values", [2], new float[] { 1, 2 });
        writer.Save(path);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal([1f, 2f], file.Floats("values").ToArray());
    }

    private static string[] Names(TemporaryFolder folder) =>
        [.. Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
}
