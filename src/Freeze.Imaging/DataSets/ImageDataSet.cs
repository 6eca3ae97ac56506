using Freeze.Storage;

namespace Freeze.Imaging.DataSets;

/// <summary>
/// Images to fit, certify or evaluate with, in a fixed order: sorted by name, ordinally. Classes are numbered in the ordinal order of their
/// names. Links are followed, each file counting once; hidden files and folders (a dot at the beginning, <c>__MACOSX</c>) are left out. Images
/// are decoded when asked for, which several threads may do at once.
/// </summary>
public abstract class ImageDataSet : IDisposable
{
    private protected ImageDataSet(
        string path, IReadOnlyList<string> classes, IReadOnlyList<ImageItem> items, IReadOnlyList<LeftOut> leftOut)
    {
        Path = path;
        Classes = classes;
        Items = items;
        LeftOut = leftOut;
    }

    /// <summary>The path that the set was opened with.</summary>
    public string Path { get; }

    /// <summary>The classes, those without any image that can be read among them; empty when the images carry no labels.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Whether labels are numbers that the files themselves hold, as CIFAR-10's do, and not the order of names.</summary>
    public virtual bool HasClassNumbers => false;

    /// <summary>What stands beside the images and is not among them, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; }

    /// <summary>The images.</summary>
    public IReadOnlyList<ImageItem> Items { get; }

    /// <summary>The number of images; never none.</summary>
    public int Count => Items.Count;

    /// <summary>Whether the images carry labels.</summary>
    public bool IsLabelled => Classes.Count > 0;

    /// <summary>
    /// Opens a set: a folder with a sub-folder for each class; a folder of images without labels; either of them within a .tar file; a file, or a folder,
    /// of CIFAR-10's binary batches (*.bin).
    /// </summary>
    /// <exception cref="FreezeException">The path leads to no such thing, or to one without images.</exception>
    public static ImageDataSet Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path)) return CifarDataSet.IsFolderOf(path) ? CifarDataSet.OpenFolder(path) : FolderDataSet.OpenFolder(path);
            if (!File.Exists(path)) throw new FreezeException($"{path}: there is no such file or folder. Check the path.");
            if (InputFile.Problem(path) is { } problem) throw new FreezeException($"{path}: it {problem}. Give a file that holds images.");
            return System.IO.Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".tar" => TarDataSet.OpenFile(path),
                ".bin" => CifarDataSet.OpenFiles(path, [path]),
                _ => throw new FreezeException($"{path}: this is not a set of images. "
                    + "Give a folder with a sub-folder for each class, the same in a .tar file "
                    + "(not compressed), or CIFAR-10's .bin files."),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException($"{path}: the images cannot be read ({e.Message}). Check that they exist and may be read.", e);
        }
    }

    /// <summary>Whether a file holds images of the set, or stands in its folder under the name of an image.</summary>
    /// <param name="file">A path without links.</param>
    public virtual bool Holds(string file) => TruePath.Of(Path) == file;

    /// <summary>Decodes an image.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="orientation">Whether it is turned as its Exif data say; a model's is <see cref="ImageInput.Orientation"/>.</param>
    /// <exception cref="FreezeException">It is damaged or too large.</exception>
    public RgbImage Decode(int index, Orientation orientation = Orientation.Exif)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        try
        {
            return DecodeCore(index, orientation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException($"{Path}: image {HostileText.Printable(Items[index].Name)} cannot be read ({e.Message}). "
                + "The files changed while they were in use.", e);
        }
    }

    /// <summary>Decodes an image and hashes its pixels: equal hashes mean the same image, whatever the files' names and formats.</summary>
    public byte[] ContentHash(int index) => Decode(index).ContentHash();

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private protected abstract RgbImage DecodeCore(int index, Orientation orientation);
}
