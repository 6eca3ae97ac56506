using Freeze.Runtime.Tests.Models;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Storage;

/// <summary>Files of models that are written into while a model uses them, as <c>cp</c> does.</summary>
public sealed class ChangedFileTests
{
    private const string Weights = "tiny.cpu.safetensors";

    [Theory]
    [InlineData("truncated")]
    [InlineData("emptied")]
    [InlineData("overwritten")]
    public void Small_files_are_copies_which_nothing_changes(string change)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var expected = model.Predict(TinyFolder.Pixels(1));
        Change(folder[Weights], change);
        Assert.Equal(expected, model.Predict(TinyFolder.Pixels(1)));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("emptied")]
    [InlineData("overwritten")]
    public void A_mapped_file_that_was_written_into_fails_the_prediction_until_its_data_is_back(string change)
    {
        using var folder = new TinyFolder();
        Enlarge(folder[Weights]);
        var before = File.ReadAllBytes(folder[Weights]);
        using var model = folder.Load();
        var expected = model.Predict(TinyFolder.Pixels(1));
        Change(folder[Weights], change);
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<FreezeException>(() => model.Predict(TinyFolder.Pixels(1)));
            Assert.Contains("was written into after it was loaded", error.Message, StringComparison.Ordinal);
            Assert.Contains($"had {before.Length} bytes", error.Message, StringComparison.Ordinal);
            Assert.Contains($"has {new FileInfo(folder[Weights]).Length}, written", error.Message, StringComparison.Ordinal);
            Assert.Contains("(mv)", error.Message, StringComparison.Ordinal);
        }

        Write(folder[Weights], before);
        Assert.Equal(expected, model.Predict(TinyFolder.Pixels(1)));
    }

    [Fact]
    public void Another_time_and_a_file_renamed_over_a_mapped_one_change_nothing()
    {
        using var folder = new TinyFolder();
        Enlarge(folder[Weights]);
        using var model = folder.Load();
        var expected = model.Predict(TinyFolder.Pixels(1));
        File.SetLastWriteTimeUtc(folder[Weights], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(expected, model.Predict(TinyFolder.Pixels(1)));
        File.WriteAllText(folder["new"], "nonsense");
        File.Move(folder["new"], folder[Weights], overwrite: true);
        Assert.Equal(expected, model.Predict(TinyFolder.Pixels(1)));
    }

    [Fact]
    public void A_prediction_with_mapped_weights_allocates_nothing()
    {
        using var folder = new TinyFolder();
        Enlarge(folder[Weights]);
        using var model = folder.Load();
        var (pixels, results) = (TinyFolder.Pixels(1), new Prediction[1]);
        for (var i = 0; i < 50; i++) model.Predict(pixels, results);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) model.Predict(pixels, results);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Makes a file of weights too large to be copied, by a tensor that no layer asks for.</summary>
    private static void Enlarge(string path)
    {
        var writer = new SafetensorsWriter();
        using (var file = SafetensorsFile.Open(path))
        {
            foreach (var (key, value) in file.Metadata) writer.Metadata[key] = value;
            foreach (var name in file.Names) writer.Add(name, file[name].Shape, file.Floats(name).ToArray());
        }

        writer.Add("unused", [(int)SafetensorsFile.LargestRead / sizeof(float)], new float[SafetensorsFile.LargestRead / sizeof(float)]);
        writer.Save(path);
    }

    private static void Change(string path, string change)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (change == "overwritten")
        {
            stream.Position = stream.Length / 2;
            stream.Write([1, 2, 3, 4]);
        }
        else
        {
            stream.SetLength(change == "emptied" ? 0 : stream.Length / 2);
        }

        stream.Flush();
        stream.Dispose();

        // The clock of a file system may not have moved on since the file was made.
        File.SetLastWriteTimeUtc(path, DateTimeOffset.UtcNow.UtcDateTime.AddSeconds(2));
    }

    private static void Write(string path, byte[] bytes)
    {
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) stream.Write(bytes);
        File.SetLastWriteTimeUtc(path, DateTimeOffset.UtcNow.UtcDateTime.AddSeconds(4));
    }
}
