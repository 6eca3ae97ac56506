using System.Text.Json;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>Data sets as people have them: with copies, broken files, formats that are not read, missing classes.</summary>
public sealed class DataTests : IDisposable
{
    private static readonly byte[] s_webp = [.. "RIFF"u8, 20, 0, 0, 0, .. "WEBPVP8 "u8, .. new byte[16]];

    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Copies_are_no_evidence_and_too_few_images_are_known_before_fitting()
    {
        // 75 distinct images certify 4.87 % at best; three times as many would certify 1.65 %.
        var (model, train, held) = (_work.Convert("colours"), _work.Images("train", 20, 1), _work.Images("held", 25, 2));
        foreach (var file in Directory.GetFiles(held, "*.png", SearchOption.AllDirectories))
        {
            File.Copy(file, file.Replace(".png", "_copy1.png", StringComparison.Ordinal));
            File.Copy(file, file.Replace(".png", "_copy2.png", StringComparison.Ordinal));
        }

        var before = WorkFolder.Contents(model);
        Tool.Run("fit", model, "--data", train, "--calibration", held, "--risk", "0.03").Refused(
            3, "75 distinct images (225 with their copies, which are no evidence)", "cannot certify a risk of 3%",
            "at least 123 distinct images, or --risk 0.0488 or more", "--anyway");
        Assert.Equal(before, WorkFolder.Contents(model));

        var fit = Tool.Run("fit", model, "--data", train, "--calibration", held, "--risk", "0.2").Succeeded();
        Assert.Contains("of 60 distinct images differed", fit.Output, StringComparison.Ordinal);
        Assert.Contains("of 225 calibration images 75 are distinct, and copies count as one", fit.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_took_no_part_is_said_once_and_a_missing_class_gives_no_accuracy()
    {
        var model = _work.At("model");
        Tool.Run("convert", _work.Write("m.onnx", Networks.Colours()), "-o", model, "--name", "Colours").Succeeded();
        var test = _work.Images("test", 3, 3);
        Directory.Delete(Path.Combine(test, "blue"), recursive: true);
        var whole = File.ReadAllBytes(Path.Combine(test, "red", "0001.png"));
        _work.Write("test/red/broken.png", whole[..(whole.Length / 2)]);
        _work.Write("test/red/more.webp", s_webp);
        _work.Write("test/.ipynb_checkpoints/0001.png", whole);
        Tool.Run("evaluate", model, "--data", test).Refused(1, "broken.png", "--skip-bad");

        var (json, page) = (_work.At("report.json"), _work.At("report.html"));
        const string Note = "the model has 3 classes without labels, and there are 2 folders (green, red): which class each is cannot be known";
        var outcome = Tool.Run("evaluate", model, "--data", test, "--skip-bad", "--json", json, "--html", page).Succeeded();
        Assert.Contains($"accuracy \"-\": {Note}", outcome.Output, StringComparison.Ordinal);
        const string LeftOut = "left out: broken images: 1 (red/broken.png); WebP images: 1 (red/more.webp), no decoder is shipped: convert with "
            + "dwebp, or with magick mogrify -format png; hidden files or folders: 1 (.ipynb_checkpoints)\n";
        Assert.Equal(2, outcome.Error.Split(LeftOut).Length);
        var report = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal(JsonValueKind.Null, report.GetProperty("accuracyFull").ValueKind);
        Assert.StartsWith(Note, report.GetProperty("accuracyNote").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, report.GetProperty("leftOut").GetArrayLength());
        Assert.Contains("Accuracy: " + Note, File.ReadAllText(page), StringComparison.Ordinal);

        // A class of pictures in another format keeps its place, and the others theirs.
        _work.Write("test/blue/0.webp", s_webp);
        Tool.Run("evaluate", model, "--data", test, "--skip-bad", "--json", json).Succeeded();
        report = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal((6, 1), (report.GetProperty("images").GetInt32(), report.GetProperty("accuracyFull").GetDouble()));
        Assert.Contains("(blue, green, red)", report.GetProperty("accuracyNote").GetString(), StringComparison.Ordinal);
    }
}
