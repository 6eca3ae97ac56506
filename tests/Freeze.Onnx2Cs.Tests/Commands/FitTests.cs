using System.Text.Json;
using Freeze.Calibration.Costs;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary><c>onnx2cs fit</c> and what <c>evaluate</c> says about its caches.</summary>
public sealed class FitTests : IDisposable
{
    private static readonly string[] s_keys =
    [
        "images", "agreement", "accuracyFull", "accuracyCached", "accuracyNote", "leftOut", "macsSaved", "millisecondsFull",
        "millisecondsCached", "certificate", "probes", "format", "origin", "model", "data", "latency", "classes", "confusion",
        "differences", "comparison",
    ];

    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Fitted_caches_are_certified_and_evaluated()
    {
        var model = _work.Convert("colours");
        var fit = Tool.Run(Fit(model, 40, 50, "--risk", "0.05", "--frontier")).Succeeded();
        Assert.Contains("What a budget buys, on the 30 images", fit.Output, StringComparison.Ordinal);
        Assert.Contains("● learned   ○ centroids   · oracle", fit.Output, StringComparison.Ordinal);
        Assert.Contains("Certified:", fit.Output, StringComparison.Ordinal);
        Assert.Contains("at most 5.0% of predictions differ", fit.Output, StringComparison.Ordinal);
        Assert.Contains("of 120 distinct images differed", fit.Output, StringComparison.Ordinal);
        const string Unit = "The unit is the distinct image: all 150 calibration images are distinct; 30 ordered the thresholds, 120";
        Assert.Contains(Unit, fit.Output, StringComparison.Ordinal);
        var inspect = Tool.Run("inspect", model).Succeeded();
        Assert.Contains("unit: distinct image", inspect.Output, StringComparison.Ordinal);
        Assert.Contains(Unit, inspect.Output, StringComparison.Ordinal);
        Assert.Equal(["Colours.cs", "colours.cache.safetensors", "colours.cpu.safetensors", "colours.safetensors"], Files(model));

        var report = Evaluate(model);
        Assert.Equal(60, report.GetProperty("images").GetInt32());
        Assert.Equal(1, report.GetProperty("accuracyFull").GetDouble());
        Assert.InRange(report.GetProperty("agreement").GetDouble(), 0.95, 1);
        Assert.InRange(report.GetProperty("macsSaved").GetDouble(), 0.1, 1);
        var certificate = report.GetProperty("certificate");
        Assert.Equal(["risk", "confidence", "images", "disagreements"], Keys(certificate));
        Assert.Equal((0.05, 0.95), (certificate.GetProperty("risk").GetDouble(), certificate.GetProperty("confidence").GetDouble()));
        Assert.Equal(120, certificate.GetProperty("images").GetInt32());
        Assert.InRange(certificate.GetProperty("disagreements").GetInt32(), 0, 6);

        var page = _work.At("report.html");
        var shown = Tool.Run("evaluate", model, "--data", _work.At("test"), "--html", page).Succeeded();
        Assert.Contains("report.html", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Images: test.", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Contains("Certified:", File.ReadAllText(page), StringComparison.Ordinal);
        Tool.Run("evaluate", model, "--data", _work.At("test"), "--html", _work.At("absent/report.html")).Refused(1, "absent", "does not exist");
    }

    [Fact]
    public void What_cannot_be_certified_is_said_and_saves_nothing()
    {
        var model = _work.Convert("colours");
        var fit = Tool.Run(Fit(model, 20, 10, "--risk", "0.001", "--anyway"));
        Assert.Equal(3, fit.Code);
        Assert.Contains("Not certified:", fit.Output, StringComparison.Ordinal);
        Assert.Contains("More calibration images or a larger risk help.", fit.Output, StringComparison.Ordinal);
        Assert.Contains("at least 3743 distinct calibration images", fit.Output, StringComparison.Ordinal);

        var report = Evaluate(model);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("certificate").ValueKind);
        Assert.Equal((1, 0), (report.GetProperty("agreement").GetDouble(), report.GetProperty("macsSaved").GetDouble()));
    }

    [Fact]
    public void Costs_of_the_target_decide_and_little_room_is_kept()
    {
        var model = _work.Convert("colours");
        var plan = Compilation.ModelFolder.Open(model).Model.Plan;
        var costs = new CostProfile
        {
            Model = plan.Name,
            Structure = plan.Structure,
            Device = "cpu",
            Machine = "a test",
            Network = 8,
            Probes = [new("layer1.0", 2, null, 0.001, 0.1), new("layer2.0", 4, null, 0.001, 0.1)],
        };
        File.WriteAllText(_work.At("costs.json"), costs.ToJson());
        var line = Fit(
            model, 40, 50, "--risk", "0.05", "--html", _work.At("frontier.html"), "--costs", _work.At("costs.json"), "--max-bytes", "12kB");
        var fit = Tool.Run(line).Succeeded();
        Assert.Contains("milliseconds as measured on the target, of the whole network's 8.000", fit.Output, StringComparison.Ordinal);
        Assert.Contains("Certified:", fit.Output, StringComparison.Ordinal);
        Assert.Contains("time saved", File.ReadAllText(_work.At("frontier.html")), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(model, "colours.cache.safetensors")).Length, 1, 12_000);
    }

    [Fact]
    public void The_same_seed_writes_the_same_caches()
    {
        var model = _work.Convert("colours");
        var line = Fit(model, 20, 30, "--risk", "0.1", "--seed", "7");
        Tool.Run(line).Succeeded();
        var first = WorkFolder.Contents(model);
        Tool.Run(line).Succeeded();
        Assert.Equal(first, WorkFolder.Contents(model));
    }

    private string[] Fit(string model, int trained, int held, params string[] options) =>
        ["fit", model, "--data", _work.Images("train", trained, 1), "--calibration", _work.Images("held", held, 2), .. options];

    private JsonElement Evaluate(string model)
    {
        var json = _work.At("report.json");
        Tool.Run("evaluate", model, "--data", _work.Images("test", 20, 3), "--json", json).Succeeded();
        var report = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal(s_keys, Keys(report));
        var probes = report.GetProperty("probes").EnumerateArray().ToArray();
        Assert.Equal(["layer1.0", "layer2.0"], probes.Select(probe => probe.GetProperty("name").GetString()));
        Assert.All(probes, probe => Assert.Equal(["name", "share", "agreement"], Keys(probe)));
        Assert.InRange(report.GetProperty("millisecondsFull").GetDouble(), 1e-6, 1e4);
        Assert.InRange(report.GetProperty("millisecondsCached").GetDouble(), 1e-6, 1e4);
        return report;
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static IEnumerable<string?> Files(string folder) => Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
