using System.Text;
using Freeze.Imaging.DataSets;

namespace Freeze.Imaging.Tests;

/// <summary>
/// Entries of archives that are no plain files, and archives made to take long: what is left out is counted and said, and time and memory follow the
/// archive's length.
/// </summary>
public sealed class TarEntryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStream _archive = new();

    public void Dispose()
    {
        _folder.Dispose();
        _archive.Dispose();
    }

    [Fact]
    public void Every_entry_that_is_no_file_is_counted()
    {
        File("a/1.png");
        File("b/1.png");
        Entry("b/old.png", 'S');
        Pax("GNUSparseFile.0/2.png", "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=b/2.png", "GNU.sparse.realsize=9");
        Entry("b/pipe.png", '6');
        Entry("b/disk.png", '4');
        Entry("b/terminal.png", '3');
        Entry("b/nothing.png", '0');
        Entry("label", 'V');
        Entry("c/", 'D');
        Entry("./", '5');
        File(".");
        File("../..");
        Entry("b/hard.png", '1', link: "a/1.png");
        Entry("b/hard-gone.png", '1', link: "a/absent.png");
        Entry("b/soft-out.png", '2', link: "../../a/1.png");
        File(".hidden/1.png");
        File("__MACOSX/1.png");
        using var set = Open();
        Assert.Equal(["a/1.png", "b/1.png", "b/hard.png"], set.Items.Select(item => item.Name));
        Assert.Equal(["a", "b", "c"], set.Classes);
        Assert.Equal(
            [
                new("empty files, pipes or devices", 4, "b/disk.png"),
                new("sparse files", 2, "b/2.png", "pack them without tar --sparse"),
                new("entries that are neither files, folders nor links", 1, "label"),
                new("hidden files or folders", 2, ".hidden"),
                new("links that lead nowhere", 2, "b/hard-gone.png"),
                new("entries without a name", 2, "."),
            ],
            set.LeftOut);
    }

    [Fact]
    public void What_later_entries_replace_is_counted()
    {
        File("a/1.png", seed: 1);
        File("b/1.png");
        File("a/1.png", seed: 2);
        File("c/d/1.png");
        File("c/d/2.png");
        File("c");
        File("e");
        File("e/1.png");
        Entry("b/", '5');
        using var set = Open();
        Assert.Equal(["a/1.png", "b/1.png", "e/1.png"], set.Items.Select(item => item.Name));
        Assert.Equal(Pictures.Pixels(40, 24, seed: 2), set.Decode(0).Rgb);
        Assert.Contains(new LeftOut("entries that a later one of the same name replaces", 4, "a/1.png"), set.LeftOut);
    }

    [Fact]
    public void Names_that_no_file_system_takes_are_counted()
    {
        File("a/1.png");
        File("b/1.png");
        Pax($"a/{new string('x', 300)}.png", $"path=a/{new string('x', 300)}.png");
        Pax("a/deep.png", $"path={string.Concat(Enumerable.Repeat("d/", 101))}1.png");
        Pax("a/long.png", $"path={string.Concat(Enumerable.Repeat("x", 500_000))}.png");
        using var set = Open();
        Assert.Equal(2, set.Count);
        var left = Assert.Single(set.LeftOut);
        Assert.Equal(("entries whose names have more than 100 folders, or parts of more than 255 letters", 3), (left.What, left.Count));
        Assert.InRange(left.First.Length, 1, 300);
    }

    [Fact]
    public void Names_that_links_make_end_at_some_length()
    {
        // Each folder holds a link to the next one: the last one's file has a name of all of them.
        File("a/1.png");
        for (var i = 0; i < 60; i++)
        {
            File($".store/{i}/1.png", seed: i + 2);
            Entry($".store/{i}/{new string((char)('a' + i % 26), 90)}", '2', link: $"../{i + 1}");
        }

        Entry("b", '2', link: ".store/0");
        using var set = Open();
        Assert.InRange(set.Items.Max(item => item.Name.Length), 900, 1024);
        Assert.Contains(set.LeftOut, left => left.What == "names of more than 1024 letters");
    }

    [Theory]
    [InlineData("size=99999999999999999999999999")]
    [InlineData("size=9223372036854775807")]
    [InlineData("size=-1")]
    [InlineData("size=1000000000000")]
    [InlineData("size=many")]
    public void Sizes_that_cannot_be_are_refused(string size)
    {
        File("a/1.png");
        Pax("a/2.png", size);
        File("b/1.png");
        var error = Assert.Throws<FreezeException>(() => Open().Dispose());
        Assert.Matches("truncated|not a tar archive", error.Message);
    }

    [Fact]
    public void A_file_larger_than_any_image_is_an_error_of_its_own()
    {
        File("a/1.png");
        Entry("b/1.png", '0', size: (512L << 20) + 512);
        var path = Save();

        // The bytes of the file are a hole.
        using (var stream = new FileStream(path, FileMode.Open)) stream.SetLength(stream.Length + (512L << 20) + 512);
        using (var stream = new FileStream(path, FileMode.Append)) stream.Write(new byte[1024]);
        using var set = ImageDataSet.Open(path);
        Assert.Equal(40, set.Decode(0).Width);
        Assert.Contains("more than any image Freeze decodes", Assert.Throws<FreezeException>(() => set.Decode(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_folders_of_few_entries_are_refused()
    {
        File("a/1.png");
        for (var i = 0; i < 400; i++) Entry($"{i}/{string.Join('/', Enumerable.Repeat("d", 45))}/1.png", '0');
        Assert.Contains("entries name more than", Assert.Throws<FreezeException>(() => Open().Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_through_very_many_folders_are_refused()
    {
        File("a/1.png");
        Pax("long", ["linkpath=" + string.Concat(Enumerable.Repeat("a/../", 800)) + "a"], type: '2');
        for (var i = 0; i < 1000; i++) Entry($"b/{i}.png", '2', link: "../long");
        Assert.Contains("lead through too many folders", Assert.Throws<FreezeException>(() => Open().Dispose()).Message, StringComparison.Ordinal);
    }

    /// <summary>Twice the entries, at most 2.2 times the bytes that are allocated, whatever the entries are.</summary>
    [Theory]
    [InlineData("files")]
    [InlineData("one class each")]
    [InlineData("folders")]
    [InlineData("links")]
    [InlineData("links to links")]
    [InlineData("duplicates")]
    [InlineData("replaced folders")]
    [InlineData("attributes")]
    public void Memory_follows_the_length(string kind)
    {
        Allocated(kind, 100);
        var (once, twice) = (Allocated(kind, 4_000), Allocated(kind, 8_000));
        Assert.InRange(twice, 0, once * 2.2);
        Assert.InRange(twice, 0, 400L * _archive.Length);
    }

    private long Allocated(string kind, int entries)
    {
        _archive.SetLength(0);
        File("a/image.png");
        for (var i = 0; i < entries; i++)
        {
            switch (kind)
            {
                case "files": Entry($"a/{i}.txt", '0', content: "text"u8.ToArray()); break;
                case "one class each": Entry($"{i}/1.png", '0', content: "text"u8.ToArray()); break;
                case "folders": Entry($"a/{i}/", '5'); break;
                case "links": Entry($"a/{i}.png", '2', link: "image.png"); break;
                case "links to links": Entry($"a/{i}.png", '2', link: $"{i + 1}.png"); break;
                case "duplicates": Entry("a/2.png", '0', content: "text"u8.ToArray()); break;
                case "replaced folders": Entry(i % 2 == 0 ? "b/c/d/1.txt" : "b", '0', content: "text"u8.ToArray()); break;
                default: Pax($"a/{i}.txt", $"comment={new string('x', 300)}"); break;
            }
        }

        var path = Save();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (ImageDataSet.Open(path))
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private ImageDataSet Open() => ImageDataSet.Open(Save());

    private string Save() => _folder.Write("set.tar", [.. _archive.ToArray(), .. new byte[1024]]);

    private void File(string name, int seed = 1) => Entry(name, '0', content: Pictures.Png(seed: seed));

    private void Pax(string name, params string[] records) => Pax(name, records, '0');

    // Attributes stand in an entry of their own: "LENGTH KEY=VALUE\n", the length counting itself.
    private void Pax(string name, string[] records, char type)
    {
        var text = new StringBuilder();
        foreach (var record in records)
        {
            var length = record.Length + 2;
            while (length != record.Length + 2 + $"{length}".Length) length++;
            text.Append($"{length} {record}\n");
        }

        Entry("attributes", 'x', content: Encoding.UTF8.GetBytes(text.ToString()));
        Entry(name.Length > 90 ? name[..90] : name, type, content: type == '0' ? Pictures.Png() : []);
    }

    // A header of ustar, as POSIX describes it.
    private void Entry(string name, char type, string link = "", byte[]? content = null, long? size = null)
    {
        content ??= [];
        var header = new byte[512];
        Put(0, name);
        Put(100, "0000644\0");
        Put(108, "0000000\0");
        Put(116, "0000000\0");
        Put(124, Convert.ToString(size ?? content.Length, 8).PadLeft(11, '0'));
        Put(136, "00000000000\0");
        Put(148, "        ");
        header[156] = (byte)type;
        Put(157, link);
        Put(257, type is 'S' or 'V' or 'D' ? "ustar  \0" : "ustar\000");
        if (type is not ('S' or 'V' or 'D')) header[263] = header[264] = (byte)'0';
        Put(148, Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
        _archive.Write(header);
        _archive.Write(content);
        if (content.Length % 512 != 0) _archive.Write(new byte[512 - content.Length % 512]);

        void Put(int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(header, at);
    }
}
