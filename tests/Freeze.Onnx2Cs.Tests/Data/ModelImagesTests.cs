using Freeze.Imaging.DataSets;
using Freeze.Layers;
using Freeze.Onnx2Cs.Commands;
using Freeze.Onnx2Cs.Data;
using Freeze.Onnx2Cs.Tests.Commands;
using StbImageWriteSharp;

namespace Freeze.Onnx2Cs.Tests.Data;

/// <summary>Data sets as a model sees them.</summary>
public sealed class ModelImagesTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Two_folders_are_the_two_classes_of_a_binary_model()
    {
        Write("set/defect/1.png", 1);
        Write("set/good/1.png", 2);
        Write("set/good/2.png", 3);
        Assert.Equal([0, 1, 1], Read("set", Plan(2)).Labels(Plan(2))!);
        Assert.Equal([1, 0, 0], Read("set", Plan(2, "Good", "Defect")).Labels(Plan(2, "Good", "Defect"))!);
        Assert.Null(Read("set", Plan(1)).Labels(Plan(1)));
    }

    [Fact]
    public void A_missing_class_renumbers_none()
    {
        Write("set/b/1.png", 1);
        Write("set/c/1.png", 2);
        var missing = Read("set", Plan(3));
        Assert.Null(missing.Labels(Plan(3)));
        Assert.Contains("which class each is cannot be known", missing.Classes(Plan(3)).Note, StringComparison.Ordinal);
        Assert.Equal([1, 2], missing.Labels(Plan(3, "a", "b", "c"))!);

        Directory.CreateDirectory(_work.At("set/a"));
        var empty = Read("set", Plan(3));
        Assert.Equal([1, 2], empty.Labels(Plan(3))!);
        Assert.Equal(["a"], empty.EmptyClasses);
    }

    [Fact]
    public void Broken_images_are_an_error_or_are_counted()
    {
        for (var i = 0; i < 40; i++) Write($"set/{(i < 20 ? "b" : "c")}/{i:00}.png", i);
        Broken("set/a/00.png");
        Broken("set/b/07.png");
        Broken("set/c/33.png");
        for (var again = 0; again < 5; again++)
        {
            var error = Assert.Throws<FreezeException>(() => Read("set", Plan(3)));
            Assert.Contains("a" + Path.DirectorySeparatorChar + "00.png", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("To leave broken images out, give --skip-bad.", error.Message, StringComparison.Ordinal);
        }

        var read = Read("set", Plan(3), skipBad: true);
        Assert.Equal(38, read.Count);
        Assert.Equal(new LeftOut("broken images", 3, "a/00.png"), Assert.Single(read.LeftOut));
        Assert.Equal(["a"], read.EmptyClasses);
        Assert.Equal([.. Enumerable.Repeat(1, 19), .. Enumerable.Repeat(2, 19)], read.Labels(Plan(3))!);

        // Names and pixels stay together.
        var pixels = new byte[WorkFolder.Side * WorkFolder.Side * 3];
        for (var i = 0; i < read.Count; i++)
        {
            read.Read(i, pixels);
            Assert.Equal(int.Parse(read.Name(i)[2..4], System.Globalization.CultureInfo.InvariantCulture), pixels[0]);
        }
    }

    [Fact]
    public void A_set_of_broken_images_is_refused_either_way()
    {
        Broken("set/a/1.png");
        Broken("set/b/1.png");
        var error = Assert.Throws<FreezeException>(() => Read("set", Plan(2), skipBad: true));
        Assert.Contains("none of the 2 images can be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_pixels_are_one_image_whatever_the_file()
    {
        Write("set/a/1.png", 1);
        Write("set/a/2.bmp", 1);
        Write("set/b/3.png", 1);
        Write("set/b/4.png", 2);
        Write("other/b/5.bmp", 2);
        var set = Read("set", Plan(2));
        Assert.Equal((4, 2), (set.Count, set.Distinct));
        var error = Assert.Throws<FreezeException>(() => set.CheckDisjoint(Read("other", Plan(2))));
        Assert.Contains("1 image(s)", error.Message, StringComparison.Ordinal);
        Assert.Contains("b/5.bmp", error.Message, StringComparison.Ordinal);
    }

    private ModelImages Read(string folder, ModelPlan plan, bool skipBad = false) =>
        ModelImages.Read(_work.At(folder), plan, "reading", new Silent(), CancellationToken.None, skipBad);

    private static ModelPlan Plan(int classes, params string[] labels)
    {
        const int Side = WorkFolder.Side;
        var pool = new GlobalAveragePool("pool", new(3, Side, Side), new(3, 1, 1));
        var dense = new Dense("fc", new(3, 1, 1), new(classes, 1, 1));
        return new ModelPlan("m", new ImageInput(3, Side, Side), [pool, dense], [], labels, 16, "s");
    }

    // All bytes of an image are its number.
    private void Write(string name, int number)
    {
        var rgb = new byte[WorkFolder.Side * WorkFolder.Side * 3];
        Array.Fill(rgb, (byte)number);
        using var stream = new MemoryStream();
        if (name.EndsWith("bmp", StringComparison.Ordinal))
            new ImageWriter().WriteBmp(rgb, WorkFolder.Side, WorkFolder.Side, ColorComponents.RedGreenBlue, stream);
        else new ImageWriter().WritePng(rgb, WorkFolder.Side, WorkFolder.Side, ColorComponents.RedGreenBlue, stream);
        _work.Write(name, stream.ToArray());
    }

    private void Broken(string name)
    {
        Write(name, 99);
        _work.Write(name, File.ReadAllBytes(_work.At(name))[..40]);
    }

    private sealed class Silent : IProgressBars
    {
        public void Report(string stage, long done, long total)
        {
        }
    }
}
