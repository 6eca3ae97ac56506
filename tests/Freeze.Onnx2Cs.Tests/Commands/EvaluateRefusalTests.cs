namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>Model folders whose files do not belong together or are damaged: <c>evaluate</c> names the file and the cure.</summary>
public sealed class EvaluateRefusalTests(FittedModels models) : IClassFixture<FittedModels>, IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Weights_of_another_model() =>
        Refuse("colours.cpu.safetensors", _ => models.Other("colours.cpu.safetensors"), "colours.cpu.safetensors", "is stale", "onnx2cs convert");

    [Fact]
    public void Caches_of_another_model() => Refuse(
        "colours.cache.safetensors", _ => models.Other("colours.cache.safetensors"),
        "fitted to other weights", "onnx2cs fit", "colours.cache.safetensors");

    [Theory]
    [InlineData("colours.cpu.safetensors")]
    [InlineData("colours.cache.safetensors")]
    public void A_file_that_is_cut_short(string file) => Refuse(file, bytes => bytes[..(bytes.Length / 2)], file);

    [Theory]
    [InlineData("colours.cpu.safetensors")]
    [InlineData("colours.cache.safetensors")]
    public void A_file_with_one_other_bit(string file) =>
        Refuse(file, bytes => [.. bytes[..^100], (byte)(bytes[^100] ^ 1), .. bytes[^99..]], file, "checksum");

    [Theory]
    [InlineData("colours.cpu.safetensors")]
    [InlineData("colours.cache.safetensors")]
    public void A_file_of_another_kind(string file) => Refuse(file, _ => "<html>not found</html>"u8.ToArray(), file);

    [Fact]
    public void Weights_that_are_not_there()
    {
        var model = models.Copy(_work.At("model"));
        File.Delete(Path.Combine(model, "colours.cpu.safetensors"));
        Evaluate(model).Refused(1, "colours.cpu.safetensors", "does not exist", "onnx2cs convert");
    }

    [Fact]
    public void An_edited_layer_is_named()
    {
        var model = models.Copy(_work.At("model"));
        var definition = Path.Combine(model, "Colours.cs");
        var text = File.ReadAllText(definition);
        const string Layer = "\"layer2.0.conv1\", From = \"layer1.0.conv2\", ";
        var edited = text.Replace(Layer + "Channels = 16", Layer + "Channels = 32", StringComparison.Ordinal);
        Assert.NotEqual(text, edited);
        File.WriteAllText(definition, edited);
        Evaluate(model).Refused(1, "'layer2.0.conv1'", "onnx2cs convert");
    }

    [Fact]
    public void A_definition_that_does_not_compile()
    {
        var model = models.Copy(_work.At("model"));
        File.AppendAllText(Path.Combine(model, "Colours.cs"), "class {");
        Evaluate(model).RefusedInLines(1, "Colours.cs", "does not compile");
    }

    private void Refuse(string file, Func<byte[], byte[]> change, params string[] words)
    {
        var model = models.Copy(_work.At("model"));
        var path = Path.Combine(model, file);
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
        Evaluate(model).Refused(1, words);
    }

    private Outcome Evaluate(string model) => Tool.Run("evaluate", model, "--data", models.Test);
}

/// <summary>Two models of one structure and other weights, converted and fitted once.</summary>
public sealed class FittedModels : IDisposable
{
    private readonly WorkFolder _work = new();
    private readonly string _one, _other;

    public FittedModels()
    {
        var (train, held) = (_work.Images("train", 20, 1), _work.Images("held", 30, 2));
        (_one, _other, Test) = (_work.Convert("one"), _work.Convert("other", seed: 2), _work.Images("test", 4, 3));
        foreach (var model in new[] { _one, _other })
            Tool.Run("fit", model, "--data", train, "--calibration", held, "--risk", "0.1").Succeeded();
    }

    public string Test { get; }

    public byte[] Other(string file) => File.ReadAllBytes(Path.Combine(_other, file));

    public string Copy(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(_one)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }

    public void Dispose() => _work.Dispose();
}
