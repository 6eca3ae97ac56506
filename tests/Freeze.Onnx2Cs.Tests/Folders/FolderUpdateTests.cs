using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Tests.Commands;

namespace Freeze.Onnx2Cs.Tests.Folders;

/// <summary>Several files put into a folder as one: all old or all new, whenever the process is stopped.</summary>
public sealed class FolderUpdateTests : IDisposable
{
    // No process has it: Linux's numbers end at 2^22.
    private const int Dead = 1 << 23;

    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void All_files_are_replaced_and_others_stay()
    {
        Old();
        FolderUpdate.Run(_work.At("model"), New);
        Assert.Equal(["a.txt=new", "b.txt=new", "other.txt=other"], Files());
    }

    [Fact]
    public void A_failure_leaves_everything_as_it_was()
    {
        Old();
        Assert.Throws<FreezeException>(() => FolderUpdate.Run(_work.At("model"), partial =>
        {
            New(partial);
            throw new IOException("No space left on device");
        }));
        Assert.Equal(["a.txt=old", "b.txt=old", "other.txt=other"], Files());
        Assert.Throws<FreezeException>(() => FolderUpdate.Run(_work.At("deep/er/model"), _ => throw new FreezeException("no")));
        Assert.False(Directory.Exists(_work.At("deep")));
    }

    [Fact]
    public void What_a_killed_process_had_decided_is_finished()
    {
        Old();
        Killed(".onnx2cs", "b.txt");
        _work.Write("model/a.txt", "new"u8.ToArray());
        FolderUpdate.Finish(_work.At("model"));
        Assert.Equal(["a.txt=new", "b.txt=new", "other.txt=other"], Files());
    }

    [Fact]
    public void What_a_killed_process_had_not_decided_is_deleted_by_the_next_one()
    {
        Old();
        Killed($".{Dead}.partial", "a.txt");
        Killed($".{Environment.ProcessId}.partial", "a.txt");
        FolderUpdate.Finish(_work.At("model"));
        Assert.Equal(["a.txt=old", "b.txt=old", "other.txt=other"], Files().Where(file => !file.StartsWith('.')));
        FolderUpdate.Run(_work.At("model"), New);
        Assert.Equal(["a.txt=new", "b.txt=new", "other.txt=other"], Files());
    }

    [Fact]
    public void Of_several_at_once_one_wins_with_all_its_files()
    {
        for (var round = 0; round < 20; round++)
        {
            Old();
            var partials = Enumerable.Range(0, 4).Select(i => _work.At($"model/.{i}")).ToArray();
            foreach (var partial in partials)
            {
                Directory.CreateDirectory(partial);
                foreach (var name in new[] { "a.txt", "b.txt" }) File.WriteAllText(Path.Combine(partial, name), Path.GetFileName(partial));
            }

            Parallel.ForEach(partials, partial => FolderUpdate.Commit(_work.At("model"), partial));
            var files = Files();
            Assert.Equal(3, files.Length);
            Assert.Equal(files[0].Replace("a.txt", "b.txt", StringComparison.Ordinal), files[1]);
        }
    }

    [Fact]
    public void A_process_that_is_at_work_is_waited_for()
    {
        Old();
        using (new FileStream(_work.At("model/.onnx2cs.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            var error = Assert.Throws<FreezeException>(() => FolderUpdate.Locked(_work.At("model"), TimeSpan.FromMilliseconds(50), () => { }));
            Assert.Contains("Another onnx2cs", error.Message, StringComparison.Ordinal);
        }

        // What a killed process left of it locks nothing.
        FolderUpdate.Run(_work.At("model"), New);
        Assert.Equal(["a.txt=new", "b.txt=new", "other.txt=other"], Files());
    }

    private void Old()
    {
        foreach (var name in new[] { "a.txt", "b.txt" }) _work.Write($"model/{name}", "old"u8.ToArray());
        _work.Write("model/other.txt", "other"u8.ToArray());
    }

    private static void New(string folder)
    {
        foreach (var name in new[] { "a.txt", "b.txt" }) File.WriteAllText(Path.Combine(folder, name), "new");
    }

    private void Killed(string folder, string file) => _work.Write($"model/{folder}/{file}", "new"u8.ToArray());

    private string[] Files() => [.. Directory.GetFiles(_work.At("model"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(_work.At("model"), file)}={File.ReadAllText(file)}")];
}
