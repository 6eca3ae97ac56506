using Freeze.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Imaging.DataSets;

/// <summary>Image files in a .tar archive: only its table is read when it is opened, each image when it is asked for.</summary>
internal sealed class TarDataSet : ImageDataSet
{
    private readonly SafeFileHandle _file;
    private readonly (long Offset, long Length)[] _places;

    private TarDataSet(
        string path, string[] classes, ImageItem[] items, IReadOnlyList<LeftOut> leftOut, (long Offset, long Length)[] places,
        SafeFileHandle file)
        : base(path, classes, items, leftOut)
    {
        (_places, _file) = (places, file);
    }

    public static TarDataSet OpenFile(string path)
    {
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            var tree = ReadTable(path, file);
            var walk = new SetWalk(tree);
            var (classes, items, paths) = ClassFolders.Label(path, walk);
            return new(path, classes, items, walk.LeftOut, Array.ConvertAll(paths, tree.Place), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static TarTree ReadTable(string path, SafeFileHandle file)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return new TarTree(path, stream, file);
        }
        catch (EndOfStreamException)
        {
            throw Truncated(path);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException or OverflowException
            or NotSupportedException or InvalidOperationException)
        {
            throw new FreezeException($"{path}: this is not a tar archive, or a damaged one ({HostileText.Printable(e)}). "
                + "Compressed archives must be unpacked first.", e);
        }
    }

    private static FreezeException Truncated(string path) => new($"{path}: the archive is truncated: the file ends before it does. "
        + "Copy it again.");

    private protected override RgbImage DecodeCore(int index, Orientation orientation)
    {
        var (offset, length) = _places[index];
        var name = $"{Path}, {HostileText.Printable(Items[index].Name)}";
        if (length > ImageFile.MaxFileLength)
            throw new FreezeException($"{name}: the file has {length} bytes, more than any image Freeze decodes. Scale it down.");
        var bytes = new byte[length];
        for (int read = 0, count; read < length; read += count)
        {
            count = RandomAccess.Read(_file, bytes.AsSpan(read), offset + read);
            if (count == 0) throw Truncated(Path);
        }

        return ImageFile.Decode(bytes, name, orientation: orientation);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}
