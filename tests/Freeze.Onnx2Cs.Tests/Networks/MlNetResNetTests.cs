using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Tests.Commands;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>A real ImageNet backbone and the preprocessing that ML.NET puts before it: channels exchanged, a mean image subtracted.</summary>
public sealed class MlNetResNetTests : IDisposable
{
    private readonly WorkFolder _work = new();

    private static string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1", "tools", "DnnImageModels");

    public void Dispose() => _work.Dispose();

    [SkippableFact]
    public void Preprocessing_in_front_of_the_backbone_adds_no_layer()
    {
        Skip.IfNot(Directory.Exists(Folder), $"{Folder} is absent; run tests/Freeze.Onnx2Cs.Tests/mlnet-resnet18.sh");
        var (backbone, preprocessing) = (Read("ResNet18Onnx/ResNet18.onnx"), Read("ResNetPrepOnnx/ResNetPreprocess.onnx"));
        var alone = Converter.Convert(OnnxFile.Parse(backbone.ToByteArray(), "backbone.onnx"), new());
        var joined = Converter.Convert(OnnxFile.Parse(Joined(preprocessing, backbone).ToByteArray(), "joined.onnx"), new());
        Assert.Equal(alone.Spec.Layers, joined.Spec.Layers);
        Assert.Equal(ChannelOrderKind.Bgr, joined.Spec.Input.Order);
        Assert.True(joined.Spec.Input.MeanImage);
        Assert.Equal([3, 224, 224], joined.Tensors[ImageInput.MeanTensor].Shape);
        Assert.False(joined.HasHead);
        foreach (var (name, tensor) in alone.Tensors) Assert.Equal(tensor.Data, joined.Tensors[name].Data);
    }

    [SkippableTheory]
    [InlineData("ResNet18Onnx/ResNet18.onnx")]
    [InlineData("ResNetPrepOnnx/ResNetPreprocess.onnx")]
    public void Each_of_the_two_converts(string file)
    {
        Skip.IfNot(Directory.Exists(Folder), $"{Folder} is absent; run tests/Freeze.Onnx2Cs.Tests/mlnet-resnet18.sh");
        Tool.Run("convert", Path.Combine(Folder, file), "-o", _work.At("model")).Succeeded();
        var converted = Converter.Convert(Path.Combine(Folder, file), new());
        Assert.False(converted.HasHead);
    }

    // What the preprocessing gives is what the backbone takes.
    private static ModelProto Joined(ModelProto first, ModelProto second)
    {
        var weights = second.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        var input = second.Graph.Input.Single(value => !weights.Contains(value.Name)).Name;
        var joined = first.Clone();
        foreach (var node in joined.Graph.Node)
        {
            for (var i = 0; i < node.Output.Count; i++) if (node.Output[i] == first.Graph.Output[0].Name) node.Output[i] = input;
        }

        joined.Graph.Node.AddRange(second.Graph.Node);
        joined.Graph.Initializer.AddRange(second.Graph.Initializer);
        joined.Graph.Input.AddRange(second.Graph.Input.Where(value => weights.Contains(value.Name)));
        joined.Graph.Output.Clear();
        joined.Graph.Output.AddRange(second.Graph.Output);
        return joined;
    }

    private static ModelProto Read(string file) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Folder, file)));
}
