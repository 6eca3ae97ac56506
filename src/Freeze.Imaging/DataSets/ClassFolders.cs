using Freeze.Storage;

namespace Freeze.Imaging.DataSets;

/// <summary>Turns paths within a folder or an archive into classes and labelled items.</summary>
internal static class ClassFolders
{
    /// <summary>
    /// The class of an image is the first folder of its path, once folders around the whole set are taken off. A folder is a class even when no
    /// image of it can be read, or it is empty: its absence would give the classes behind it other numbers. One that holds nothing but other
    /// files is none.
    /// </summary>
    /// <param name="set">What errors call the set.</param>
    /// <param name="walk">What was found.</param>
    /// <returns>The classes, and the items in their order, each with its true path.</returns>
    public static (string[] Classes, ImageItem[] Items, string[] Paths) Label(string set, SetWalk walk)
    {
        var images = walk.Images.OrderBy(image => image.Name, StringComparer.Ordinal).ToArray();
        var leftOut = walk.LeftOut;
        if (images.Length == 0)
            throw new FreezeException($"{set}: there are no images in it ({string.Join(", ", ImageFile.Extensions)}). "
                + (leftOut.Count > 0
                    ? $"What is there was left out: {LeftOut.Join(leftOut)}." : "Give a folder with a sub-folder for each class."));

        var paths = Array.ConvertAll(images, image => image.Path);
        var parts = Array.ConvertAll(images, image => image.Name.Split('/'));
        var depth = CommonFolders(parts, walk);
        var bare = parts.Count(p => p.Length == depth + 1);
        if (bare == parts.Length) return ([], Array.ConvertAll(images, image => new ImageItem(image.Name, ImageItem.Unlabelled)), paths);
        if (bare > 0)
        {
            var stray = images[Array.FindIndex(parts, p => p.Length == depth + 1)].Name;
            throw new FreezeException($"{set}: some images stand in class folders, {bare} do not (first: {HostileText.Printable(stray)}). "
                + "Move them into a class folder, or all out.");
        }

        var classes = ClassesIn(string.Concat(parts[0].Take(depth).Select(p => p + '/')), walk);
        return (classes, [.. images.Select((image, i) =>
            new ImageItem(image.Name, Array.BinarySearch(classes, parts[i][depth], StringComparer.Ordinal)))], paths);
    }

    // "cifar/train/cat/1.png": the folders that all paths share come off as long as a folder for the class is left, and no class stands beside
    // them.
    private static int CommonFolders(string[][] parts, SetWalk walk)
    {
        var (depth, around) = (0, "");
        while (parts.All(p => p.Length > depth + 2 && p[depth] == parts[0][depth]) && ClassesIn(around, walk).Length == 1)
            around += parts[0][depth++] + '/';
        return depth;
    }

    // Folders right below another, whose path ends in a slash, in ordinal order: those with pictures, readable or not, and those without any file.
    private static string[] ClassesIn(string around, SetWalk walk)
    {
        var pictures = Below(walk.Images.Select(image => image.Name).Concat(walk.Unread), around);
        var others = Below(walk.Others, around);
        pictures.UnionWith(Below(walk.Folders.Select(folder => folder + '/'), around).Where(folder => !others.Contains(folder)));
        return [.. pictures.Order(StringComparer.Ordinal)];
    }

    private static HashSet<string> Below(IEnumerable<string> names, string around) => new(
        names.Where(name => name.StartsWith(around, StringComparison.Ordinal) && name.IndexOf('/', around.Length) >= 0)
            .Select(name => name[around.Length..name.IndexOf('/', around.Length)]),
        StringComparer.Ordinal);
}
