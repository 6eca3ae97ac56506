using System.IO.Compression;
using Freeze.Kernels.Compilation;

namespace Freeze.Kernels.Tests;

public sealed class OutputFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"freeze-kernels-{Guid.NewGuid():N}");

    [Fact]
    public void Writes_what_changed_and_nothing_else()
    {
        Assert.Equal(2, OutputFolder.Write(_folder, [new("a.cl", "one"), new("b.ptx", "two")]));
        Assert.Equal(0, OutputFolder.Write(_folder, [new("a.cl", "one"), new("b.ptx", "two")]));
        Assert.Equal(1, OutputFolder.Write(_folder, [new("a.cl", "one"), new("b.ptx", "three")]));
        using var text = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(_folder, "b.ptx.gz")), CompressionMode.Decompress));
        Assert.Equal("three", text.ReadToEnd());
    }

    [Fact]
    public void Kernels_that_are_no_longer_made_go_and_other_files_stay()
    {
        OutputFolder.Write(_folder, [new("old.cl", "x"), new("kept.cl", "x")]);
        File.WriteAllText(Path.Combine(_folder, ".stamp"), "");
        OutputFolder.Write(_folder, [new("kept.cl", "x")]);
        Assert.Equal([".stamp", "kept.cl.gz"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
