using System.Diagnostics;
using System.Formats.Tar;
using Freeze.Imaging.DataSets;

namespace Freeze.Imaging.Tests;

/// <summary>What stands in a folder or an archive beside images: it makes no class, takes none away, and is named.</summary>
public sealed class LeftOutTests : IDisposable
{
    private static readonly byte[] s_webp = [.. "RIFF"u8, 20, 0, 0, 0, .. "WEBPVP8 "u8, .. new byte[16]];

    private readonly TemporaryFolder _folder = new(), _other = new();

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_hidden_is_no_class(bool packed)
    {
        Write("a/1.png", "b/1.png", ".ipynb_checkpoints/1-checkpoint.png", "__MACOSX/a/._1.png", "a/._1.png", "b/.trash/2.png", "@eaDir/1.png");
        using var set = Open(packed);
        Assert.Equal(["a", "b"], set.Classes);
        Assert.Equal([new("a/1.png", 0), new("b/1.png", 1)], set.Items);
        Assert.Equal([new("hidden files or folders", 5, ".ipynb_checkpoints")], set.LeftOut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_class_whose_images_cannot_be_read_keeps_its_number(bool packed)
    {
        Write("b/1.png", "c/1.png");
        _folder.Write("a/1.webp", s_webp);
        _folder.Write("a/2.png", s_webp);
        using var set = Open(packed);
        Assert.Equal(["a", "b", "c"], set.Classes);
        Assert.Equal([1, 2], set.Items.Select(item => item.Label));
        Assert.Equal(
            "WebP images: 2 (first: a/1.webp), no decoder is shipped: convert with dwebp, or with magick mogrify -format png",
            LeftOut.Join(set.LeftOut));
    }

    [Theory]
    [InlineData("52494646 24000000 57454250", "WebP")]
    [InlineData("47494638 39610100", "GIF")]
    [InlineData("47494638 37610100", "GIF")]
    [InlineData("49492A00 08000000", "TIFF")]
    [InlineData("4D4D002A 00000008", "TIFF")]
    [InlineData("0000001C 66747970 61766966", "AVIF")]
    [InlineData("00000018 66747970 68656963", "HEIC")]
    [InlineData("00000018 66747970 6D696631", "HEIC")]
    [InlineData("0000000C 4A584C20 0D0A870A", "JPEG XL")]
    [InlineData("0000000C 6A502020 0D0A870A", "JPEG 2000")]
    public void Formats_are_known_by_their_first_bytes_whatever_the_name_says(string start, string format)
    {
        Write("a/1.png", "b/1.png");
        var bytes = Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal));
        foreach (var name in new[] { "a/2.jpg", "a/3", "b/4.dat" }) _folder.Write(name, [.. bytes, .. new byte[40]]);
        using var set = ImageDataSet.Open(_folder.Path);
        Assert.Equal(2, set.Count);
        var only = Assert.Single(set.LeftOut);
        Assert.Equal((format + " images", 3, "a/2.jpg"), (only.What, only.Count, only.First));
        Assert.NotNull(only.Cure);
    }

    [Theory]
    [InlineData(".webp", "WebP")]
    [InlineData(".GIF", "GIF")]
    [InlineData(".tif", "TIFF")]
    [InlineData(".heic", "HEIC")]
    [InlineData(".avif", "AVIF")]
    public void Formats_are_known_by_their_names(string ending, string format)
    {
        Write("a/1.png", "b/1.png");
        _folder.Write("b/x" + ending, "no signature of anything"u8.ToArray());
        using var set = ImageDataSet.Open(_folder.Path);
        Assert.Equal(format + " images", Assert.Single(set.LeftOut).What);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_reason_is_counted_once(bool packed)
    {
        Write("a/1.png", "b/1.png");
        _folder.Write("a/notes.txt", "text"u8.ToArray());
        _folder.Write("labels.csv", "text"u8.ToArray());
        _folder.Write("b/empty.png", []);
        _folder.Write("b/photo", Pictures.Jpeg());
        _folder.Write("b/camera.jfif", Pictures.Jpeg());
        using var set = Open(packed);
        Assert.Equal(["a/1.png", "b/1.png", "b/camera.jfif"], set.Items.Select(item => item.Name));
        Assert.Equal(
            "JPEG files under another name: 1 (b/photo), they are images once their names end in .jpg, .jpeg, .jpe, .jfif, .png, .bmp; "
            + "empty files, pipes or devices: 1 (b/empty.png); files that are no images: 2 (first: a/notes.txt)",
            LeftOut.Join(set.LeftOut));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_empty_folder_is_a_class_and_one_of_other_files_is_none(bool packed)
    {
        Write("b/1.png", "d/1.png");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "a"));
        _folder.Write("c/.gitkeep", []);
        _folder.Write("docs/readme.txt", "text"u8.ToArray());
        _folder.Write("e/0.png", []);
        using var set = Open(packed);
        Assert.Equal(["a", "b", "c", "d", "e"], set.Classes);
        Assert.Equal([1, 3], set.Items.Select(item => item.Label));
    }

    [Fact]
    public void Folders_around_the_set_come_off_unless_a_class_stands_beside_them()
    {
        Write("set/train/b/1.png", "set/train/c/1.png");
        _folder.Write("set/docs/readme.txt", "text"u8.ToArray());
        using (var set = ImageDataSet.Open(_folder.Path)) Assert.Equal(["b", "c"], set.Classes);

        // A class that is empty, or cannot be read, leaves a single one with images: its folders are not classes.
        _other.Write("b/first/1.png", Pictures.Png());
        _other.Write("b/second/1.png", Pictures.Png());
        _other.Write("a/0.webp", s_webp);
        using (var set = ImageDataSet.Open(_other.Path)) Assert.Equal(["a", "b"], set.Classes);
    }

    [Fact]
    public void A_set_without_images_says_what_is_there()
    {
        _folder.Write("a/0.webp", s_webp);
        var error = Assert.Throws<FreezeException>(() => ImageDataSet.Open(_folder.Path).Dispose());
        Assert.Contains("there are no images in it", error.Message, StringComparison.Ordinal);
        Assert.Contains("WebP images: 1 (a/0.webp), no decoder is shipped: convert with dwebp", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Links_are_followed_and_each_file_counts_once(bool packed)
    {
        Skip.If(OperatingSystem.IsWindows(), "makes symbolic links, which Windows allows to administrators alone");
        Write("a/1.png", "a/2.png", ".store/b/1.png", ".store/x");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "0.png"), "1.png");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "9.png"), "../.store/x");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "gone.png"), "../absent.png");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "self.png"), "self.png");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "up"), "..");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "alias"), "a");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "b"), ".store/b");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "c"), "b");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, ".store", "b", "back"), "../../a");
        using var set = Open(packed);
        Assert.Equal([new("a/1.png", 0), new("a/2.png", 0), new("a/9.png", 0), new("b/1.png", 1)], set.Items);
        Assert.Equal(["a", "b"], set.Classes);
        for (var i = 0; i < set.Count; i++) Assert.Equal(40, set.Decode(i).Width);
        Assert.Equal(
            [new("hidden files or folders", 1, ".store"), new("links that lead nowhere", 2, "a/gone.png"),
                new("links to what is in the set already", 5, "a/0.png")],
            set.LeftOut);
    }

    [SkippableFact]
    public void A_link_out_of_the_set_is_followed_but_not_to_a_folder_around_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "makes symbolic links, which Windows allows to administrators alone");
        Write("set/a/1.png");
        _other.Write("far/2.png", Pictures.Png());
        _other.Write("far/deep/3.png", Pictures.Png());
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "set", "b"), Path.Combine(_other.Path, "far"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "set", "c"), Path.Combine(_other.Path, "far", "deep"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "set", "d"), _folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "entrance"), "set");
        using var set = ImageDataSet.Open(Path.Combine(_folder.Path, "entrance"));
        Assert.Equal(["a/1.png", "b/2.png", "b/deep/3.png"], set.Items.Select(item => item.Name));
        Assert.Equal(new LeftOut("links to what is in the set already", 2, "c"), Assert.Single(set.LeftOut));
    }

    [Fact]
    public void Hard_links_and_repeated_names_of_an_archive_are_what_it_unpacks_to()
    {
        var path = Path.Combine(_other.Path, "set.tar");
        using (var writer = new TarWriter(File.Create(path), TarEntryFormat.Pax))
        {
            Add("./a/1.png", Pictures.Png(seed: 1));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "b/1.png") { LinkName = "a/1.png" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "b/2.png") { LinkName = "absent.png" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "b/3.png") { LinkName = "../../outside.png" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "b/4.png") { LinkName = "/etc/hostname" });
            Add("a/1.png", Pictures.Png(seed: 2));

            void Add(string name, byte[] bytes) =>
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        using var set = ImageDataSet.Open(path);
        Assert.Equal([new("a/1.png", 0), new("b/1.png", 1)], set.Items);
        Assert.Equal(Pictures.Pixels(40, 24, seed: 2), set.Decode(0).Rgb);
        Assert.Equal(Pictures.Pixels(40, 24, seed: 1), set.Decode(1).Rgb);
        Assert.Equal(
            [new("links that lead nowhere", 3, "b/2.png"), new("entries that a later one of the same name replaces", 1, "a/1.png")], set.LeftOut);
    }

    [Fact]
    public void A_name_of_very_many_folders_is_left_out()
    {
        var path = Path.Combine(_other.Path, "deep.tar");
        using (var writer = new TarWriter(File.Create(path), TarEntryFormat.Pax))
        {
            var name = string.Concat(Enumerable.Repeat("a/", 50_000)) + "1.png";
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Pictures.Png()) });
        }

        var error = Assert.Throws<FreezeException>(() => ImageDataSet.Open(path).Dispose());
        Assert.Contains("more than 100 folders", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_pipe_is_refused_or_left_out_at_once()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes pipes with mkfifo");
        Write("set/a/1.png", "set/b/1.png");
        foreach (var name in new[] { "set/a/pipe.png", "pipe.tar", "pipe.bin", "pipe.png" })
            Process.Start("mkfifo", [Path.Combine(_folder.Path, name)])!.WaitForExit();
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.png"), "pipe.png");
        using var set = ImageDataSet.Open(Path.Combine(_folder.Path, "set"));
        Assert.Equal(2, set.Count);
        Assert.Equal(new LeftOut("empty files, pipes or devices", 1, "a/pipe.png"), Assert.Single(set.LeftOut));
        foreach (var name in new[] { "pipe.tar", "pipe.bin" }) Refused(() => ImageDataSet.Open(Path.Combine(_folder.Path, name)).Dispose());
        foreach (var name in new[] { "pipe.png", "link.png" }) Refused(() => ImageFile.Decode(Path.Combine(_folder.Path, name)));
        Refused(() => ImageFile.Decode("/dev/zero"));

        static void Refused(Action open) =>
            Assert.Matches("it is a (pipe|device), not a file", Assert.Throws<FreezeException>(open).Message);
    }

    [SkippableFact]
    public void A_batch_behind_two_links_counts_once_and_hidden_ones_not_at_all()
    {
        Skip.If(OperatingSystem.IsWindows(), "makes symbolic links, which Windows allows to administrators alone");
        var batch = _other.Write("batch.bin", new byte[3073]);
        _folder.Write("._batch.bin", [1, 2, 3]);
        foreach (var name in new[] { "1.bin", "2.bin" }) File.CreateSymbolicLink(Path.Combine(_folder.Path, name), batch);
        using var set = ImageDataSet.Open(_folder.Path);
        Assert.Equal(new ImageItem("1.bin:0", 0), Assert.Single(set.Items));
        Assert.True(set.HasClassNumbers);
    }

    private void Write(params string[] names)
    {
        for (var i = 0; i < names.Length; i++) _folder.Write(names[i], Pictures.Png(seed: i + 1));
    }

    private ImageDataSet Open(bool packed)
    {
        if (!packed) return ImageDataSet.Open(_folder.Path);
        var path = Path.Combine(_other.Path, "set.tar");
        using (var writer = new TarWriter(File.Create(path), TarEntryFormat.Pax)) Pack(writer, _folder.Path, "./");
        return ImageDataSet.Open(path);
    }

    // As tar packs a folder: links stay links.
    private static void Pack(TarWriter writer, string folder, string name)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            writer.WriteEntry(entry.FullName, name + entry.Name);
            if (entry is DirectoryInfo && entry.LinkTarget is null) Pack(writer, entry.FullName, $"{name}{entry.Name}/");
        }
    }
}
