using System.Formats.Tar;
using Freeze.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Imaging.DataSets;

/// <summary>Image files in a .tar archive: only its table is read when it is opened, each image when it is asked for.</summary>
internal sealed class TarDataSet : ImageDataSet
{
    private const int Block = 512;
    private readonly SafeFileHandle _file;
    private readonly (long Offset, int Length)[] _places;

    private TarDataSet(string path, string[] classes, ImageItem[] items, (long Offset, int Length)[] places)
        : base(path, classes, items)
    {
        _places = places;
        _file = File.OpenHandle(path, options: FileOptions.RandomAccess);
    }

    public static TarDataSet OpenFile(string path)
    {
        List<string> names = [];
        List<(long Offset, int Length)> places = [];
        try
        {
            ReadTable(path, names, places);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException
            or NotSupportedException or InvalidOperationException)
        {
            throw new FreezeException($"{path}: this is not a tar archive, or a damaged one ({e.Message}). "
                + "Compressed archives must be unpacked first.", e);
        }

        var (classes, items, order) = ClassFolders.Label(path, names);
        return new(path, classes, items, Array.ConvertAll(order, i => places[i]));
    }

    private static void ReadTable(string path, List<string> names, List<(long Offset, int Length)> places)
    {
        using var stream = File.OpenRead(path);
        using var reader = new TarReader(new TarGuard(stream));
        long end = 0;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataOffset > 0) end = entry.DataOffset + (entry.Length + Block - 1) / Block * Block;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !ImageFile.HasImageName(entry.Name)) continue;
            if (entry.Length > int.MaxValue || entry.DataOffset + entry.Length > stream.Length) throw Truncated(path);
            names.Add(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name);
            places.Add((entry.DataOffset, (int)entry.Length));
        }

        // Blocks of zeros end an archive. Without them the images behind the cut would be missing, and nobody would know.
        if (end + Block > stream.Length) throw Truncated(path);
    }

    private static FreezeException Truncated(string path) => new($"{path}: the archive is truncated: the file ends before it does. "
        + "Copy it again.");

    private protected override RgbImage DecodeCore(int index)
    {
        var (offset, length) = _places[index];
        var bytes = new byte[length];
        for (int read = 0, count; read < length; read += count)
        {
            count = RandomAccess.Read(_file, bytes.AsSpan(read), offset + read);
            if (count == 0) throw Truncated(Path);
        }

        return ImageFile.Decode(bytes, $"{Path}, {HostileText.Printable(Items[index].Name)}");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}
