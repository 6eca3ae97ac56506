using Freeze.Onnx2Cs.Data;

namespace Freeze.Onnx2Cs.Tests.Data;

/// <summary>Which class a folder stands for, and what is said where that cannot be known.</summary>
public class ClassNumbersTests
{
    private static readonly string[] s_cifar =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    [Theory]
    [InlineData("cat dog", "dog cat fox", "1 0", null)]
    [InlineData("Cat DOG", "dog cat fox", "1 0", null)]
    [InlineData("Cat cat", "cat Cat", "1 0", null)]
    [InlineData("fox", "dog cat fox", "2", null)]
    [InlineData("cat wolf", "dog cat fox", null, "folder 'wolf' is none of the model's labels (dog, cat, fox)")]
    [InlineData("0 1 2", "dog cat fox", null, "3 folders (0, 1, 2) are none of the model's labels (dog, cat, fox)")]
    [InlineData("crane", "crane heron crane", null, "folder 'crane' may be any of the model's classes 0, 2: all have that label")]
    [InlineData("CRANE", "crane Crane", null, "may be any of the model's classes 0, 1")]
    public void Labels_are_matched_by_name(string folders, string labels, string? numbers, string? note) =>
        Check(folders, labels.Split(' ').Length, labels, numbers, note);

    [Theory]
    [InlineData("b c", 3, null, "the model has 3 classes without labels, and there are 2 folders (b, c)")]
    [InlineData("a b c", 3, "0 1 2", "taken for its classes in the ordinal order of their names (a, b, c)")]
    [InlineData("B a", 2, "0 1", "the 2 folders are taken for its classes")]
    [InlineData("cat", 1000, null, "the model has 1000 classes without labels, and there is folder 'cat'")]
    [InlineData("a b", 1, null, "the model has 1 class without labels")]
    [InlineData("a b c d e f", 5, null, "6 folders (a, b, c, d, ...)")]
    public void Without_labels_as_many_folders_as_classes_are_their_order(string folders, int classes, string? numbers, string note) =>
        Check(folders, classes, "", numbers, note);

    [Theory]
    [InlineData("0 2", 3, "0 2", "the folders' names are the classes' numbers")]
    [InlineData("0 1 10 11 2 3 4 5 6 7 8 9", 12, "0 1 10 11 2 3 4 5 6 7 8 9", "the folders' names are the classes' numbers")]
    [InlineData("00 01 07", 43, "0 1 7", "the folders' names are the classes' numbers")]
    [InlineData("1 2 3", 3, "0 1 2", "in the ordinal order of their names (1, 2, 3)")]
    [InlineData("1 3", 3, null, "name the folders by number, 0 to 2")]
    [InlineData("0 x", 2, "0 1", "in the ordinal order")]
    [InlineData("01 1", 2, null, "several folders are named for class 1")]
    [InlineData("-1 0", 3, null, "the model has 3 classes without labels")]
    [InlineData("99999999999", 3, null, "the model has 3 classes without labels")]
    public void Without_labels_names_that_are_numbers_are_the_classes(string folders, int classes, string? numbers, string note) =>
        Check(folders, classes, "", numbers, note);

    [Fact]
    public void A_folder_without_images_need_not_be_known()
    {
        var found = ClassNumbers.Of(["cat", "spare"], label => label == 0, areNumbers: false, 2, ["dog", "cat"]);
        Assert.Equal((1, -1, null), (found.Numbers![0], found.Numbers[1], found.Note));
    }

    [Fact]
    public void Images_without_folders_say_so()
    {
        var found = ClassNumbers.Of([], _ => true, areNumbers: false, 2, []);
        Assert.Null(found.Numbers);
        Assert.Contains("do not stand in a folder for each class", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_in_files_are_classes_unless_labels_contradict()
    {
        int[] order = [.. Enumerable.Range(0, 10)];
        string[] shorter = [.. s_cifar.Select(name => name == "airplane" ? "plane" : name == "automobile" ? "car" : name)];
        Assert.Equal(order, Of(10, []).Numbers);
        Assert.Equal(order, Of(10, s_cifar).Numbers);
        Assert.Null(Of(10, s_cifar).Note);
        Assert.Equal(order, Of(10, shorter).Numbers);
        Assert.Equal([.. order.Reverse()], Of(10, [.. s_cifar.Reverse()]).Numbers!);
        Assert.Null(Of(10, [.. shorter.Reverse()]).Numbers);
        Assert.Contains("not in the order of the files' numbers", Of(10, [.. shorter.Reverse()]).Note, StringComparison.Ordinal);
        Assert.Null(Of(3, []).Numbers);
        Assert.Contains("the model has 3 classes", Of(3, []).Note, StringComparison.Ordinal);

        static ClassNumbers Of(int classes, string[] labels) => ClassNumbers.Of(s_cifar, _ => true, areNumbers: true, classes, labels);
    }

    private static void Check(string folders, int classes, string labels, string? numbers, string? note)
    {
        string[] names = labels.Length == 0 ? [] : labels.Split(' ');
        var found = ClassNumbers.Of(folders.Split(' '), _ => true, areNumbers: false, classes, names);
        Assert.Equal(numbers, found.Numbers is null ? null : string.Join(' ', found.Numbers));
        if (note is null) Assert.Null(found.Note);
        else Assert.Contains(note, found.Note, StringComparison.Ordinal);
    }
}
