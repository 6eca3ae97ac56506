using Freeze.Imaging.DataSets;

namespace Freeze.Imaging.Tests;

public sealed class CifarTests
{
    [Fact]
    public void Binary_records_become_interleaved_pixels()
    {
        using var folder = new TemporaryFolder();
        var record = Enumerable.Range(0, 3073).Select(i => (byte)(i * 7)).ToArray();
        record[0] = 9;
        folder.Write("data_batch_1.bin", [.. new byte[3073], .. record]);
        using var set = ImageDataSet.Open(folder.Path);
        Assert.Equal(10, set.Classes.Count);
        Assert.Equal([new("data_batch_1.bin:0", 0), new("data_batch_1.bin:1", 9)], set.Items);
        var image = set.Decode(1);
        Assert.Equal((32, 32), (image.Width, image.Height));
        for (var channel = 0; channel < 3; channel++)
            Assert.Equal(record[1 + channel * 1024 + 5 * 32 + 3], image.Rgb[(5 * 32 + 3) * 3 + channel]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3072, 0)]
    [InlineData(3074, 0)]
    [InlineData(3073, 10)]
    public void Broken_batches_are_refused(int length, byte label)
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[length];
        if (length > 0) bytes[0] = label;
        var path = folder.Write("x.bin", bytes);
        Assert.Throws<FreezeException>(() => ImageDataSet.Open(path).Dispose());
    }

    [Fact]
    public void Training_and_test_batches_are_not_mixed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data_batch_1.bin", new byte[3073]);
        var test = folder.Write("test_batch.bin", new byte[3073]);
        Assert.Throws<FreezeException>(() => ImageDataSet.Open(folder.Path).Dispose());
        using var set = ImageDataSet.Open(test);
        Assert.Equal(1, set.Count);
    }

    [SkippableFact]
    public void The_real_archives_are_read()
    {
        var folder = Shared("data/cifar10");
        Skip.If(folder is null, "The data set is not at hand: put it at ../shared/data/cifar10, or name the shared folder in FREEZE_SHARED.");
        using var set = ImageDataSet.Open(Path.Combine(folder, "test.tar"));
        Assert.Equal(5000, set.Count);
        Assert.Equal(["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], set.Classes);
        Assert.All(set.Items.CountBy(i => i.Label), c => Assert.InRange(c.Value, 400, 600));
        Parallel.For(0, set.Count, i =>
        {
            var image = set.Decode(i);
            Assert.Equal((32, 32), (image.Width, image.Height));
        });
    }

    private static string? Shared(string path)
    {
        var shared = Environment.GetEnvironmentVariable("FREEZE_SHARED");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); shared is null && folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Freeze.sln"))) shared = Path.Combine(folder.FullName, "..", "shared");
        }

        return shared is not null && Directory.Exists(Path.Combine(shared, path)) ? Path.Combine(shared, path) : null;
    }
}
