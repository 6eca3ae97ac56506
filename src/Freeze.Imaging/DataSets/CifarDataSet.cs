using Freeze.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Imaging.DataSets;

/// <summary>CIFAR-10's binary batches: records of a label and 32 x 32 pixels, first all red values, then green, then blue.</summary>
internal sealed class CifarDataSet : ImageDataSet
{
    private const int Side = 32, Plane = Side * Side, Record = 1 + 3 * Plane, MostRecords = 1_000_000;

    // The data set's own numbering, which happens to be the ordinal order of the names, as in class folders.
    private static readonly string[] s_classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private readonly SafeFileHandle[] _files;
    private readonly (int File, int Record)[] _places;

    private CifarDataSet(string path, ImageItem[] items, (int File, int Record)[] places, SafeFileHandle[] files)
        : base(path, s_classes, items, [])
    {
        _files = files;
        _places = places;
    }

    /// <inheritdoc/>
    public override bool HasClassNumbers => true;

    /// <inheritdoc/>
    public override bool Holds(string file) => base.Holds(file) || (Directory.Exists(Path) && Batches(Path).Any(batch => TruePath.Of(batch) == file));

    /// <summary>Whether the folder holds such batches.</summary>
    public static bool IsFolderOf(string path) => Batches(path).Any();

    public static CifarDataSet OpenFolder(string path)
    {
        // A batch that two links lead to counts once.
        var files = Batches(path).Order(StringComparer.Ordinal).DistinctBy(file => TruePath.Of(file) ?? file).ToArray();

        // The published archive unpacks to both, and test images must not be fitted to.
        if (files.Length > 1 && files.Any(f => System.IO.Path.GetFileName(f).StartsWith("test", StringComparison.OrdinalIgnoreCase)))
            throw new FreezeException($"{path}: training and test batches stand together in this folder. "
                + "Move the test batch into a folder of its own, or give a single file.");
        return OpenFiles(path, files);
    }

    // Copies from macOS bring a hidden file of attributes beside each.
    private static IEnumerable<string> Batches(string path) =>
        Directory.EnumerateFiles(path, "*.bin").Where(file => !System.IO.Path.GetFileName(file).StartsWith('.'));

    public static CifarDataSet OpenFiles(string path, string[] files)
    {
        List<ImageItem> items = [];
        List<(int File, int Record)> places = [];
        for (var f = 0; f < files.Length; f++)
        {
            if (InputFile.Problem(files[f]) is { } problem)
                throw new FreezeException($"{files[f]}: it {problem}. Give CIFAR-10's .bin files, and nothing else of that name.");
            var length = new FileInfo(TruePath.Of(files[f]) ?? files[f]).Length;
            if (length == 0 || length % Record != 0)
                throw new FreezeException($"{files[f]}: {length} bytes are not whole CIFAR-10 records of {Record} bytes. "
                    + "The file is truncated or of another kind; copy it again.");
            if (items.Count + length / Record > MostRecords)
                throw new FreezeException($"{path}: there are more than {MostRecords} images; CIFAR-10 has 60,000. Give less at once.");
            ReadLabels(files[f], f, items, places);
        }

        return new(path, [.. items], [.. places], Array.ConvertAll(files, f => File.OpenHandle(f, options: FileOptions.RandomAccess)));
    }

    private static void ReadLabels(string file, int number, List<ImageItem> items, List<(int File, int Record)> places)
    {
        using var stream = File.OpenRead(file);
        var name = System.IO.Path.GetFileName(file);
        var record = new byte[Record];
        for (var i = 0; stream.ReadAtLeast(record, Record, throwOnEndOfStream: false) == Record; i++)
        {
            if (record[0] >= s_classes.Length)
                throw new FreezeException($"{file}: record {i} has the label {record[0]}, but CIFAR-10 has ten classes. "
                    + "The file is damaged or of another kind.");
            items.Add(new($"{name}:{i}", record[0]));
            places.Add((number, i));
        }
    }

    private protected override RgbImage DecodeCore(int index, Orientation orientation)
    {
        var record = new byte[Record];
        var place = _places[index];
        if (RandomAccess.Read(_files[place.File], record, (long)place.Record * Record) != Record)
            throw new FreezeException($"{Path}: {Items[index].Name} is truncated. The file changed while it was in use.");
        var rgb = new byte[3 * Plane];
        for (var pixel = 0; pixel < Plane; pixel++)
        for (var channel = 0; channel < 3; channel++)
            rgb[pixel * 3 + channel] = record[1 + channel * Plane + pixel];
        return new(Side, Side, rgb);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Array.ForEach(_files, f => f.Dispose());
        base.Dispose(disposing);
    }
}
