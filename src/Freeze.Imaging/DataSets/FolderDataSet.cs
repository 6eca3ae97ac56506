namespace Freeze.Imaging.DataSets;

/// <summary>Image files in a folder.</summary>
internal sealed class FolderDataSet : ImageDataSet
{
    private FolderDataSet(string path, IReadOnlyList<string> classes, IReadOnlyList<ImageItem> items)
        : base(path, classes, items)
    {
    }

    public static FolderDataSet OpenFolder(string path)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false };
        var files = Directory.EnumerateFiles(path, "*", options)
            .Where(ImageFile.HasImageName)
            .Select(f => System.IO.Path.GetRelativePath(path, f).Replace(System.IO.Path.DirectorySeparatorChar, '/'))
            .ToArray();
        var (classes, items, _) = ClassFolders.Label(path, files);
        return new(path, classes, items);
    }

    private protected override RgbImage DecodeCore(int index) => ImageFile.Decode(System.IO.Path.Combine(Path, Items[index].Name));
}
