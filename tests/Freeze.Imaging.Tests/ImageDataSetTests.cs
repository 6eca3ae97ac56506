using System.Formats.Tar;
using Freeze.Imaging.DataSets;

namespace Freeze.Imaging.Tests;

public sealed class ImageDataSetTests
{
    private static readonly string[] s_files = ["ship/b.png", "cat/2.jpg", "cat/10.jpg", "Zebra/x.bmp", "ship/notes.txt", "cat/.hidden.png"];

    [Fact]
    public void Folders_become_classes_in_ordinal_order()
    {
        using var folder = Fill();
        using var set = ImageDataSet.Open(folder.Path);
        Assert.Equal(["Zebra", "cat", "ship"], set.Classes);
        Assert.Equal([new("Zebra/x.bmp", 0), new("cat/10.jpg", 1), new("cat/2.jpg", 1), new("ship/b.png", 2)], set.Items);
        Assert.Equal(Pictures.Pixels(40, 24, seed: 7), set.Decode(3).Rgb);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "./")]
    [InlineData(false, "data/train/")]
    public void An_archive_is_the_same_as_the_folder(bool ustar, string prefix)
    {
        using var folder = Fill();
        using var other = new TemporaryFolder();
        var tar = Pack(folder, other, prefix, ustar);
        using var expected = ImageDataSet.Open(folder.Path);
        using var set = ImageDataSet.Open(tar);
        Assert.Equal(expected.Classes, set.Classes);
        Assert.Equal(expected.Items.Select(i => i.Label), set.Items.Select(i => i.Label));
        Parallel.For(0, set.Count, i => Assert.Equal(expected.ContentHash(i), set.ContentHash(i)));
    }

    [Fact]
    public void A_network_s_images_are_those_of_the_whole_pictures()
    {
        using var folder = Fill();
        using var other = new TemporaryFolder();
        other.Write("test.bin", [.. Enumerable.Range(0, 3073).Select(i => (byte)(i % 10))]);
        var input = new ImageInput(3, 7, 9) { ShorterSide = 12 };
        foreach (var path in new[] { folder.Path, Pack(folder, other, "", ustar: true), Path.Combine(other.Path, "test.bin") })
        {
            using var set = ImageDataSet.Open(path);
            for (var i = 0; i < set.Count; i++)
            {
                var (whole, expected, actual) = (set.Decode(i), new byte[input.Values], new byte[input.Values]);
                input.Prepare(whole.Rgb, whole.Width, whole.Height, expected);
                set.Prepare(i, input, actual);
                Assert.Equal(expected, actual);
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => set.Prepare(set.Count, input, new byte[input.Values]));
        }
    }

    [Fact]
    public void A_truncated_archive_is_refused_wherever_it_was_cut()
    {
        using var folder = Fill();
        using var other = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Pack(folder, other, "", ustar: true));
        for (var length = 0; length < bytes.Length - 1024; length += 113)
        {
            var path = other.Write("cut.tar", bytes[..length]);
            Assert.Throws<FreezeException>(() => ImageDataSet.Open(path).Dispose());
        }
    }

    [Fact]
    public void Mutated_archives_never_crash()
    {
        using var folder = Fill();
        using var other = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Pack(folder, other, "", ustar: true));
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            var altered = bytes.ToArray();
            for (var j = 0; j < 3; j++) altered[random.Next(600)] = (byte)random.Next(256);
            var path = other.Write("x.tar", altered);
            try
            {
                using var set = ImageDataSet.Open(path);
                for (var k = 0; k < set.Count; k++) set.Decode(k);
            }
            catch (FreezeException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void A_folder_without_folders_is_unlabelled()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.png", Pictures.Png());
        folder.Write("a.png", Pictures.Png());
        using var set = ImageDataSet.Open(folder.Path);
        Assert.False(set.IsLabelled);
        Assert.Equal([new("a.png", ImageItem.Unlabelled), new("b.png", ImageItem.Unlabelled)], set.Items);
    }

    [Fact]
    public void What_is_no_set_is_refused()
    {
        using var folder = new TemporaryFolder();
        Refused(folder.Path, "no images");
        Refused(folder.Path + "-missing", "no such file or folder");
        Refused(folder.Write("x.zip", [1]), "not a set of images");
        Refused(folder.Write("x.tar", [.. Enumerable.Repeat((byte)7, 4096)]), "tar");
        folder.Write("cat/1.png", Pictures.Png());
        folder.Write("2.png", Pictures.Png());
        Refused(folder.Path, "2.png");
    }

    [Fact]
    public void A_damaged_image_is_named_when_it_is_decoded()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cat/1.png", Pictures.Png()[..100]);
        using var set = ImageDataSet.Open(folder.Path);
        Assert.Contains("1.png: the image is truncated", Assert.Throws<FreezeException>(() => set.Decode(0)).Message, StringComparison.Ordinal);
    }

    private static TemporaryFolder Fill()
    {
        var folder = new TemporaryFolder();
        foreach (var name in s_files)
            folder.Write(name, name.EndsWith("png", StringComparison.Ordinal) ? Pictures.Png(seed: 7) : name.EndsWith("jpg", StringComparison.Ordinal) ? Pictures.Jpeg() : Pictures.Bmp());
        return folder;
    }

    /// <summary>The reader of archives would take memory for whatever a header claims to be a name.</summary>
    [Theory]
    [InlineData("L")]
    [InlineData("K")]
    [InlineData("x")]
    [InlineData("g")]
    public void A_name_of_gigabytes_is_refused_before_memory_is_taken(string type)
    {
        using var folder = new TemporaryFolder();
        var header = new byte[512];
        "name"u8.CopyTo(header);
        "17777777777"u8.CopyTo(header.AsSpan(124));
        header[156] = (byte)type[0];
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0');
        System.Text.Encoding.ASCII.GetBytes(sum + "\0 ").CopyTo(header, 148);
        var path = folder.Write("x.tar", [.. header, .. new byte[2048]]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Refused(path, "claims a name or attributes of 2147483647 bytes");
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 10_000_000);
    }

    private static string Pack(TemporaryFolder folder, TemporaryFolder target, string prefix, bool ustar)
    {
        var path = Path.Combine(target.Path, "set.tar");
        using var writer = new TarWriter(File.Create(path), ustar ? TarEntryFormat.Ustar : TarEntryFormat.Pax);
        foreach (var name in s_files) writer.WriteEntry(Path.Combine(folder.Path, name), prefix + name);
        return path;
    }

    private static void Refused(string path, string because)
        => Assert.Contains(because, Assert.Throws<FreezeException>(() => ImageDataSet.Open(path).Dispose()).Message, StringComparison.Ordinal);
}
