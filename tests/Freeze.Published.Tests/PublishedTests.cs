using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Freeze.Published.Tests;

/// <summary>The native binary holds what it must, and answers as the program does under the JIT.</summary>
[Collection(nameof(PublishedClassifier))]
public sealed class PublishedTests(PublishedClassifier published, ITestOutputHelper output)
{
    // Binary and JIT may sum in another order; the score of an answer is a probability.
    private const double Tolerance = 1e-5;

    // Of which 0.1 are kernels for GPUs, as compressed text, and 0.2 zlib, with which PNG files are read row by row.
    private const long MostBytes = 5_600_000;

    [SkippableFact]
    public void Publishing_warns_of_nothing() => Assert.DoesNotMatch(new Regex(@"warning|IL[23]\d{3}", RegexOptions.IgnoreCase), published.Log);

    [SkippableFact]
    public void The_folder_holds_the_model_but_neither_kernels_compiler_nor_managed_code()
    {
        Assert.NotEmpty(published.Log);
        var files = Directory.GetFiles(published.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(published.Folder, file)).ToArray();
        Assert.Contains("models/conveyor.cpu.safetensors", files);
        Assert.Contains("models/conveyor.cache.safetensors", files);
        Assert.DoesNotContain(files, file => file.Contains("ilgpu", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(files, file => file.EndsWith(".dll", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void The_binaries_are_small()
    {
        Assert.NotEmpty(published.Log);
        foreach (var binary in new[] { published.Binary, published.Binary + ".avx512" }.Where(File.Exists))
        {
            var bytes = new FileInfo(binary).Length;
            output.WriteLine($"{Path.GetFileName(binary)} takes {bytes / 1e6:0.00} MB");
            Assert.InRange(bytes, 1, MostBytes);
        }
    }

    [SkippableFact]
    public void It_classifies_as_under_the_JIT()
    {
        string[] line = ["classify", "--json", .. Repository.Images];
        var (native, managed) = (published.Run(line).JsonLines(), PublishedClassifier.RunBuilt(line).JsonLines());
        Assert.Equal(Repository.Images, native.Select(answer => Text(answer, "file")));
        Assert.Equal(native.Length, managed.Length);
        foreach (var (one, other) in native.Zip(managed))
        {
            foreach (var name in new[] { "file", "label", "exit" }) Assert.Equal(Text(other, name), Text(one, name));
            Assert.Equal(Command.Score(other), Command.Score(one), Tolerance);
        }

        // Images of the repository's camera: their names say what they show, and some must leave early for the comparison to mean anything.
        Assert.Equal(Repository.Images.Select(Path.GetFileNameWithoutExtension), native.Select(answer => Text(answer, "label")));
        Assert.Contains(native, answer => answer.GetProperty("early").GetBoolean());
    }

    [SkippableFact]
    public void It_lists_devices() => Assert.StartsWith("cpu ", published.Run("devices").Succeeded().Output, StringComparison.OrdinalIgnoreCase);

    [SkippableFact]
    public void It_answers_the_same_on_OpenCL()
    {
        var devices = published.Run("devices").Succeeded().Output.Split('\n');
        var openCl = devices.First(line => line.StartsWith("opencl", StringComparison.Ordinal));
        output.WriteLine(openCl);
        Skip.If(openCl.Contains("not usable", StringComparison.Ordinal), openCl);
        string[] line = ["classify", "--json", .. Repository.Images, "--device"];
        var (cpu, gpu) = (published.Run([.. line, "cpu"]).JsonLines(), published.Run([.. line, "opencl"]).JsonLines());
        Assert.Equal(cpu.Length, gpu.Length);
        foreach (var (one, other) in cpu.Zip(gpu))
        {
            foreach (var name in new[] { "file", "label", "exit" }) Assert.Equal(Text(one, name), Text(other, name));
            Assert.Equal(Command.Score(one), Command.Score(other), 1e-4);
        }
    }

    [SkippableFact]
    public void It_refuses_what_is_no_image()
    {
        var outcome = published.Run("classify", Path.Combine(Repository.Sample, "EdgeClassifier.csproj"));
        Assert.Equal(1, outcome.Code);
        Assert.Empty(outcome.Output);
        Assert.Matches(@"\Aerror: .*EdgeClassifier\.csproj.*not an image.*\n\z", outcome.Error);
    }

    [SkippableFact]
    public void It_streams_a_folder()
    {
        var lines = published.Run("stream", Path.Combine(Repository.Sample, "Images"), "--json").JsonLines();
        var report = lines[^1];
        Assert.Equal(Repository.Images.Length + 1, lines.Length);
        Assert.Equal((Repository.Images.Length, 0), (report.GetProperty("images").GetInt32(), report.GetProperty("failures").GetInt32()));
        Assert.Equal(Repository.Images.Length, report.GetProperty("exits").EnumerateArray().Sum(exit => exit.GetProperty("images").GetInt32()));
        var table = published.Run("stream", Path.Combine(Repository.Sample, "Images")).Succeeded().Output;
        Assert.Contains($"{Repository.Images.Length} images, 0 failures", table, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void It_measures_costs()
    {
        var file = Path.Combine(published.Folder, "costs.json");
        var table = published.Run("profile", "--seconds", "0.1", "--out", file).Succeeded().Output;
        Assert.Contains("ms, look-up", table, StringComparison.Ordinal);
        var costs = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        Assert.Equal("conveyor", Text(costs, "model"));
        double[] before = [.. costs.GetProperty("probes").EnumerateArray().Select(probe => probe.GetProperty("before").GetDouble())];
        Assert.Equal(8, before.Length);
        Assert.Equal(before.Order(), before);
        Assert.InRange(before[^1], 1e-6, costs.GetProperty("network").GetDouble());

        var refused = published.Run("profile", "--out", Path.Combine(published.Folder, "absent", "costs.json"));
        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Matches(@"\Aerror: .*absent.*does not exist.*\n\z", refused.Error);
    }

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;
}
