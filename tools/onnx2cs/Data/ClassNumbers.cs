using System.Globalization;
using Freeze.Imaging.DataSets;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Data;

/// <summary>
/// Which class of a model each class of a data set is. With labels, folders are matched by name: exactly, or else ignoring case. Without
/// labels, folders named 0 to n-1 are class numbers; other names are classes in their ordinal order, but only where there are as many folders
/// as classes, since a missing one would give those behind it other numbers. CIFAR-10's files hold numbers.
/// </summary>
/// <param name="Numbers">
/// The model's class for each class of the set, -1 for one without images that the model does not know; null when unknown.
/// </param>
/// <param name="Note">Why the classes are unknown, or how they were numbered where no label says so; null where labels do.</param>
internal sealed record ClassNumbers(int[]? Numbers, string? Note)
{
    /// <summary>Finds the classes of a data set.</summary>
    /// <param name="names">The set's classes, in its order; empty when it is not labelled.</param>
    /// <param name="hasImages">Whether a class of the set has images.</param>
    /// <param name="areNumbers">Whether the set's own numbers are meant, and not the order of names.</param>
    /// <param name="plan">The model.</param>
    public static ClassNumbers Of(IReadOnlyList<string> names, Func<int, bool> hasImages, bool areNumbers, ModelPlan plan) =>
        Of(names, hasImages, areNumbers, plan.Classes, plan.Labels);

    /// <inheritdoc cref="Of(IReadOnlyList{string}, Func{int, bool}, bool, ModelPlan)"/>
    internal static ClassNumbers Of(
        IReadOnlyList<string> names, Func<int, bool> hasImages, bool areNumbers, int classes, IReadOnlyList<string> labels)
    {
        if (names.Count == 0) return new(null, "the images carry no labels: they do not stand in a folder for each class");
        if (areNumbers) return OfNumbers(names, classes, labels);
        return labels.Count > 0 ? OfLabels(names, hasImages, labels) : OfFolders(names, classes);
    }

    private static ClassNumbers OfLabels(IReadOnlyList<string> names, Func<int, bool> hasImages, IReadOnlyList<string> labels)
    {
        var (numbers, unknown) = (new int[names.Count], new List<string>());
        for (var i = 0; i < numbers.Length; i++)
        {
            var found = Find(labels, names[i]);
            numbers[i] = found is [var only] ? only : -1;
            if (found.Length > 1 && hasImages(i))
                return new(null, $"folder '{Name(names[i])}' may be any of the model's classes {string.Join(", ", found)}: all have that label");
            if (found.Length == 0 && hasImages(i)) unknown.Add(names[i]);
        }

        return unknown.Count == 0 ? new(numbers, null)
            : new(null, $"{Some("folder", unknown)} {(unknown.Count > 1 ? "are" : "is")} none of the model's labels ({Few(labels)})");
    }

    private static int[] Find(IReadOnlyList<string> labels, string name)
    {
        var exact = Where(StringComparison.Ordinal);
        return exact.Length > 0 ? exact : Where(StringComparison.OrdinalIgnoreCase);

        int[] Where(StringComparison comparison) => [.. Enumerable.Range(0, labels.Count).Where(i => labels[i].Equals(name, comparison))];
    }

    private static ClassNumbers OfFolders(IReadOnlyList<string> names, int classes)
    {
        var numbers = names.Select(Number).ToArray();
        if (Array.TrueForAll(numbers, number => number >= 0 && number < classes))
        {
            var twice = numbers.GroupBy(number => number).FirstOrDefault(same => same.Count() > 1);
            return twice is null ? new(numbers, "the folders' names are the classes' numbers; the model has no labels")
                : new(null, $"several folders are named for class {twice.Key}");
        }

        if (names.Count == classes)
            return new([.. Enumerable.Range(0, classes)],
                $"the model has no labels: the {classes} folders are taken for its classes in the ordinal order of their names ({Few(names)})");
        return new(null, $"the model has {classes} {(classes == 1 ? "class" : "classes")} without labels, and there "
            + $"{(names.Count == 1 ? "is" : "are")} {Some("folder", names)}: "
            + $"which class each is cannot be known; convert the model with --labels, or name the folders by number, 0 to {classes - 1}");
    }

    // The data set's own numbers are the model's where it was trained on them; labels in another order say that it was not.
    private static ClassNumbers OfNumbers(IReadOnlyList<string> names, int classes, IReadOnlyList<string> labels)
    {
        int[] byLabel = [.. names.Select(name => Find(labels, name) is [var only] ? only : -1)];
        if (!byLabel.Contains(-1)) return new(byLabel, null);
        if (classes != names.Count)
            return new(null, $"the model has {classes} classes, and the files' labels are numbers below {names.Count}");
        return byLabel.Where((found, i) => found >= 0 && found != i).Any()
            ? new(null, $"the model's labels ({Few(labels)}) are not in the order of the files' numbers ({Few(names)})")
            : new([.. Enumerable.Range(0, classes)], "the files' labels are taken for the classes' numbers");
    }

    private static int Number(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Some(string what, IReadOnlyList<string> names) =>
        names.Count == 1 ? $"{what} '{Name(names[0])}'" : $"{names.Count} {what}s ({Few(names)})";

    private static string Few(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(4).Select(Name)) + (names.Count > 4 ? ", ..." : "");

    private static string Name(string name) => HostileText.Printable(name);
}
