using Freeze.Storage;

namespace Freeze.Imaging.DataSets;

/// <summary>Turns paths within a folder or an archive into classes and labelled items.</summary>
internal static class ClassFolders
{
    /// <summary>The class of an image is the first folder of its path, once folders around the whole set are taken off.</summary>
    /// <param name="set">What errors call the set.</param>
    /// <param name="paths">Relative paths with slashes, in any order.</param>
    /// <returns>The classes, and the items in their order, each with the index of its path.</returns>
    public static (string[] Classes, ImageItem[] Items, int[] Order) Label(string set, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            throw new FreezeException($"{set}: there are no images in it ({string.Join(", ", ImageFile.Extensions)}). "
                + "Give a folder with a sub-folder for each class.");

        var order = Enumerable.Range(0, paths.Count).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(paths[a], paths[b]));
        var parts = Array.ConvertAll(order, i => paths[i].Split('/', StringSplitOptions.RemoveEmptyEntries));
        var depth = CommonFolders(parts);
        var bare = parts.Count(p => p.Length == depth + 1);
        if (bare == parts.Length) return ([], Array.ConvertAll(order, i => new ImageItem(paths[i], ImageItem.Unlabelled)), order);
        if (bare > 0)
        {
            var stray = paths[order[Array.FindIndex(parts, p => p.Length == depth + 1)]];
            throw new FreezeException($"{set}: some images stand in class folders, {bare} do not (first: {HostileText.Printable(stray)}). "
                + "Move them into a class folder, or all out.");
        }

        var classes = parts.Select(p => p[depth]).Distinct().Order(StringComparer.Ordinal).ToArray();
        var items = new ImageItem[order.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = new(paths[order[i]], Array.BinarySearch(classes, parts[i][depth], StringComparer.Ordinal));
        return (classes, items, order);
    }

    // "cifar/train/cat/1.png": the folders that all paths share come off as long as a folder for the class is left.
    private static int CommonFolders(string[][] parts)
    {
        var depth = 0;
        while (parts.All(p => p.Length > depth + 2 && p[depth] == parts[0][depth])) depth++;
        return depth;
    }
}
