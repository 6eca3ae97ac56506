using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;

namespace Freeze.Bench.Networks;

/// <summary>ResNets at full size with seeded weights: built, written and converted when they are asked for.</summary>
internal static class SeededNetworks
{
    private static readonly float[] s_mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] s_deviation = [0.229f, 0.224f, 0.225f];

    public static ResNetShape Find(string name) => new[] { ResNetShape.ResNet18, ResNetShape.ResNet50 }.Single(shape => shape.Name == name);

    public static Network Open(ResNetShape shape, string workspace)
    {
        var folder = Path.Combine(workspace, shape.Name);
        Directory.CreateDirectory(folder);
        var onnx = Path.Combine(folder, shape.Name + ".onnx");
        File.WriteAllBytes(onnx, ResNetBuilder.Build(shape));
        var options = new ConvertOptions { ClassName = shape.ClassName, Name = shape.Name, Namespace = "Networks", Mean = s_mean, Std = s_deviation };
        var model = ModelFolder.Write(Converter.Convert(onnx, options), folder);
        return new(shape.Name, onnx, model, ImageTensors.Seeded(model.Model.Plan.Input), Caches: null);
    }
}
