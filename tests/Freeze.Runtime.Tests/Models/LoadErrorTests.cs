using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

public sealed class LoadErrorTests
{
    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TinyFolder();
        File.Delete(folder["tiny.cpu.safetensors"]);
        Refused("tiny.cpu.safetensors", () => folder.Load());
    }

    [Fact]
    public void Weights_of_another_model_are_refused_by_layer()
    {
        using var folder = new TinyFolder();
        var plan = TinyFolder.Plan;
        Layer[] layers = [.. plan.Layers.Select(layer => layer is Conv2D { Name: "block2.conv1" } conv ? conv with { Activation = Activation.Silu } : layer)];
        var other = new ModelPlan(plan.Name, plan.Input, layers, [], [], plan.Arena, "other");
        WeightFiles.WriteCanonical(folder.Path, other, folder.Tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(folder.Path, other);
        Refused("Layer 'block2.conv1'", () => folder.Load());
    }

    [Fact]
    public void Layers_that_are_joined_otherwise_are_refused()
    {
        using var folder = new TinyFolder();
        var plan = TinyFolder.Plan;
        var other = new ModelPlan(plan.Name, plan.Input, [.. plan.Layers], [], [], plan.Arena, "other");
        WeightFiles.WriteCanonical(folder.Path, other, folder.Tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(folder.Path, other);
        Refused("joined otherwise", () => folder.Load());
    }

    [Fact]
    public void A_stale_cpu_file_is_refused()
    {
        using var folder = new TinyFolder(1);
        folder.WriteCanonical(2);
        Refused("stale", () => folder.Load());
        WeightFiles.WriteCpu(folder.Path, TinyFolder.Plan);
        folder.Load().Dispose();
    }

    [Fact]
    public void The_cpu_file_alone_is_enough()
    {
        using var folder = new TinyFolder();
        Prediction expected;
        using (var whole = folder.Load()) expected = whole.Predict(TinyFolder.Pixels(1));
        File.Delete(folder["tiny.safetensors"]);
        using var model = folder.Load();
        Assert.Equal(expected, model.Predict(TinyFolder.Pixels(1)));
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        using var folder = new TinyFolder();
        var path = folder["tiny.cpu.safetensors"];
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += 1 + whole.Length / 29)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<FreezeException>(() => folder.Load());
        }
    }

    [Fact]
    public void Altered_weights_are_refused()
    {
        using var folder = new TinyFolder();
        var path = folder["tiny.cpu.safetensors"];
        var whole = File.ReadAllBytes(path);
        whole[whole.Length / 2] ^= 4;
        File.WriteAllBytes(path, whole);
        Refused("checksum", () => folder.Load());
    }

    [Fact]
    public void The_canonical_file_is_not_taken_for_the_packed_one()
    {
        using var folder = new TinyFolder();
        File.Copy(folder["tiny.safetensors"], folder["tiny.cpu.safetensors"], overwrite: true);
        Refused("cpu weights", () => folder.Load());
    }

    [Fact]
    public void Weights_that_an_older_version_packed_are_refused()
    {
        using var folder = new TinyFolder();
        var path = folder["tiny.cpu.safetensors"];
        var whole = File.ReadAllBytes(path);
        var key = whole.AsSpan(whole.AsSpan().IndexOf("convolution."u8));
        "former-form."u8.CopyTo(key);
        File.WriteAllBytes(path, whole);
        Refused("older version of Freeze. Run onnx2cs convert again", () => folder.Load());
    }

    [Fact]
    public void A_missing_or_misshapen_tensor_is_named()
    {
        using var folder = new TinyFolder();
        folder.Tensors["fc.bias"] = ([4], new float[4]);
        Refused("fc.bias", () => WeightFiles.WriteCanonical(folder.Path, TinyFolder.Plan, folder.Tensors, new Dictionary<string, string>()));
        folder.Tensors.Remove("fc.bias");
        Refused("fc.bias", () => WeightFiles.WriteCanonical(folder.Path, TinyFolder.Plan, folder.Tensors, new Dictionary<string, string>()));
    }

    [Fact]
    public void Negative_threads_and_a_second_opening_are_refused()
    {
        using var folder = new TinyFolder();
        Refused("threads", () => folder.Load(-1));
        using var model = folder.Load();
        Assert.Throws<InvalidOperationException>(() => model.Open(folder.Path));
        using var never = new TinyNet();
        Assert.Throws<InvalidOperationException>(() => never.Predict(TinyFolder.Pixels(1)));
    }

    private static void Refused(string reason, Action action) =>
        Assert.Contains(reason, Assert.Throws<FreezeException>(action).Message, StringComparison.Ordinal);
}
