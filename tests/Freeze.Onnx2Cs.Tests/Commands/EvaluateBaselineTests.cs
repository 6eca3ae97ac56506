using System.Security.Cryptography;
using System.Text.Json;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary><c>evaluate --baseline</c>: what has changed since an earlier report, and which reports are none of these images.</summary>
public sealed class EvaluateBaselineTests(FittedModels models) : IClassFixture<FittedModels>, IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_report_is_compared_with_an_earlier_one_of_the_same_images()
    {
        var model = models.Copy(_work.At("model"));
        var (before, after, page) = (_work.At("before.json"), _work.At("after.json"), _work.At("after.html"));
        Tool.Run("evaluate", model, "--data", models.Test, "--json", before).Succeeded();
        var first = JsonDocument.Parse(File.ReadAllText(before)).RootElement;
        Assert.Equal(JsonValueKind.Null, first.GetProperty("comparison").ValueKind);

        // Without caches nothing is saved any more.
        File.Delete(Path.Combine(model, "colours.cache.safetensors"));
        var shown = Tool.Run("evaluate", model, "--data", models.Test, "--baseline", before, "--json", after, "--html", page).Succeeded();
        Assert.Contains("Since before.json, made 20", shown.Output, StringComparison.Ordinal);
        var comparison = JsonDocument.Parse(File.ReadAllText(after)).RootElement.GetProperty("comparison");
        var saved = comparison.GetProperty("shares")[0];
        Assert.Equal("multiply-accumulates saved", saved.GetProperty("name").GetString());
        Assert.Equal(first.GetProperty("macsSaved").GetDouble(), saved.GetProperty("before").GetDouble());
        Assert.Equal(0, saved.GetProperty("now").GetDouble());
        Assert.Empty(comparison.GetProperty("notes").EnumerateArray());
        Assert.Contains("<h2>Since before.json</h2>", File.ReadAllText(page), StringComparison.Ordinal);

        // A report that was compared is a baseline as well.
        Tool.Run("evaluate", model, "--data", models.Test, "--baseline", after).Succeeded();
    }

    [Fact]
    public void The_report_names_its_files_by_their_hashes()
    {
        var (model, report) = (models.Copy(_work.At("model")), _work.At("report.json"));
        Tool.Run("evaluate", model, "--data", models.Test, "--json", report, "--threads", "1").Succeeded();
        var json = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        var about = json.GetProperty("model");
        var files = about.GetProperty("files").EnumerateArray()
            .ToDictionary(file => file.GetProperty("name").GetString()!, file => file.GetProperty("sha256").GetString());
        Assert.Equal(["one.onnx", "Colours.cs"], files.Keys);
        string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(model, name))));
        Assert.Equal((Hash("Colours.cs"), Hash("colours.cache.safetensors")), (files["Colours.cs"], about.GetProperty("caches").GetString()));
        Assert.Matches("^[0-9a-f]{64}$", files["one.onnx"]);
        Assert.Equal("test", json.GetProperty("data").GetProperty("name").GetString());
        Assert.Equal(1, json.GetProperty("origin").GetProperty("threads").GetInt32());
        Assert.Equal(3, json.GetProperty("classes").GetArrayLength());
    }

    [Fact]
    public void A_report_of_other_images_is_refused_before_the_work_begins()
    {
        var (model, before) = (models.Copy(_work.At("model")), _work.At("before.json"));
        Tool.Run("evaluate", model, "--data", _work.Images("other", 4, 9), "--json", before).Succeeded();
        Tool.Run("evaluate", model, "--data", models.Test, "--baseline", before)
            .Refused(1, "before.json", "other images", "Evaluate the baseline's model");
        Tool.Run("evaluate", model, "--data", _work.Images("fewer", 3, 9), "--baseline", before).Refused(1, "12 images", "these are 9");
    }

    [Fact]
    public void What_is_no_report_is_refused()
    {
        var model = models.Copy(_work.At("model"));
        var file = _work.Write("old.json", "[1,\n2]"u8.ToArray());
        Tool.Run("evaluate", model, "--data", models.Test, "--baseline", file).Refused(1, "old.json", "not an evaluation report");
        var absent = _work.At("absent.json");
        Tool.Run("evaluate", model, "--data", models.Test, "--baseline", absent).Refused(1, "absent.json", "does not exist");
    }
}
