using Freeze.Storage;

namespace Freeze.Imaging.DataSets;

/// <summary>Image files in a folder.</summary>
internal sealed class FolderDataSet : ImageDataSet
{
    private readonly string[] _paths;

    private FolderDataSet(string path, string[] classes, ImageItem[] items, string[] paths, IReadOnlyList<LeftOut> leftOut)
        : base(path, classes, items, leftOut)
    {
        _paths = paths;
    }

    public static FolderDataSet OpenFolder(string path)
    {
        var walk = new SetWalk(new DiskTree(path));
        var (classes, items, paths) = ClassFolders.Label(path, walk);
        return new(path, classes, items, paths, walk.LeftOut);
    }

    /// <inheritdoc/>
    public override bool Holds(string file) => Array.IndexOf(_paths, file) >= 0
        || (new DiskTree(Path).Holds(TruePath.Of(Path) ?? Path, file) && (ImageFile.HasImageName(file) || PictureFormat.OfName(file) is not null));

    private protected override RgbImage DecodeCore(int index, Orientation orientation) =>
        ImageFile.Decode(_paths[index], orientation: orientation);
}
