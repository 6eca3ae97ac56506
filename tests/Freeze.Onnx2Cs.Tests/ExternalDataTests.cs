using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Weights in files of their own, behind links: caches of downloaded models are followed, and what leads elsewhere is refused.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly string _root = TruePath.Of(Directory.CreateTempSubdirectory("freeze").FullName)!;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("onnx")]
    [InlineData("")]
    public void The_cache_of_Hugging_Face_is_read(string folder)
    {
        var model = Snapshot(folder);
        Link(folder, "model.onnx_data", "b1");
        Assert.Equal([0.5, 2], OnnxFile.Load(model).Initializers["far"].Values);
        Assert.Equal(2, Converter.Convert(model, new()).Spec.Layers[0].Channels);
    }

    [Fact]
    public void A_link_within_the_folder_is_followed()
    {
        File.Move(Write("blobs/b1", Data()), Path.Combine(_root, "weights.bin"));
        var model = Write("model.onnx", Model());
        File.CreateSymbolicLink(Path.Combine(_root, "model.onnx_data"), "weights.bin");
        Assert.Equal([0.5, 2], OnnxFile.Load(model).Initializers["far"].Values);
    }

    [Fact]
    public void Data_beside_the_file_that_the_model_links_to_is_found()
    {
        Write("store/model.onnx_data", Data());
        var link = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "mine")).FullName, "latest.onnx");
        File.CreateSymbolicLink(link, Write("store/model.onnx", Model()));
        Assert.Equal([0.5, 2], OnnxFile.Load(link).Initializers["far"].Values);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../secret.bin")]
    [InlineData("../../../blobs/../secret.bin")]
    [InlineData("../../../blobs/deep/secret.bin")]
    [InlineData("../../../blobs/way-out")]
    public void Links_out_of_the_cache_are_refused(string target)
    {
        foreach (var place in new[] { "secret.bin", "blobs/deep/secret.bin" }) Write(place, Data());
        var model = Snapshot("onnx");
        File.CreateSymbolicLink(Path.Combine(_root, "blobs", "way-out"), "../secret.bin");
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(model)!, "model.onnx_data"), target);
        Assert.Contains("is a link out of the model's folder", Refuse(model), StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_of_the_data_may_be_no_way_out_either()
    {
        Write("secret/model.onnx_data", Data());
        var model = Write("models/model.onnx", Model("sub/model.onnx_data"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "models", "sub"), "../secret");
        Assert.Contains("is a link out of the model's folder", Refuse(model), StringComparison.Ordinal);

        // Its name begins as the folder's does, and it is another folder.
        Directory.Delete(Path.Combine(_root, "models", "sub"));
        Write("models-too/model.onnx_data", Data());
        Directory.CreateSymbolicLink(Path.Combine(_root, "models", "sub"), "../models-too");
        Assert.Contains("is a link out of the model's folder", Refuse(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_in_circles_end()
    {
        var model = Write("model.onnx", Model());
        File.CreateSymbolicLink(Path.Combine(_root, "model.onnx_data"), "other");
        File.CreateSymbolicLink(Path.Combine(_root, "other"), "model.onnx_data");
        Assert.Contains("does not exist", Refuse(model), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_pipe_is_not_waited_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "pipes are files on Linux");
        var model = Write("model.onnx", Model());
        using var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_root, "model.onnx_data")]);
        make.WaitForExit();
        Assert.Contains("is too short", Refuse(model), StringComparison.Ordinal);
    }

    private string Snapshot(string folder)
    {
        Write("blobs/b0", Model());
        Write("blobs/b1", Data());
        return Link(folder, "model.onnx", "b0");
    }

    private string Link(string folder, string name, string blob)
    {
        var snapshot = Directory.CreateDirectory(Path.Combine(_root, "snapshots", "r1", folder)).FullName;
        var path = Path.Combine(snapshot, name);
        File.CreateSymbolicLink(path, Path.Combine(folder.Length > 0 ? "../../.." : "../..", "blobs", blob));
        return path;
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Data() => [0, 0, 0, 63, 0, 0, 0, 64];

    private static byte[] Model(string location = "model.onnx_data")
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        g.Graph.Initializer.Add(new TensorProto
        {
            Name = "far", DataType = 1, Dims = { 2 }, DataLocation = 1,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
        });
        var pooled = g.Node("Flatten", [g.Node("GlobalAveragePool", [g.Node("Conv", ["x", g.Random("w", 2, 4, 1, 1)])])]);
        return g.Output(g.Node("Mul", [pooled, "far"])).ToBytes();
    }

    private static string Refuse(string model) => Assert.Throws<ConversionException>(() => OnnxFile.Load(model)).Message;
}
