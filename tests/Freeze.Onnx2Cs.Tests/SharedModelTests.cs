using Freeze.Generators;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests;

public class SharedModelTests
{
    [SkippableTheory]
    [MemberData(nameof(SharedModels.Names), MemberType = typeof(SharedModels))]
    public void Lowered_model_gives_the_stored_output(string name)
    {
        var folder = SharedModels.Folder(name);
        var model = Converter.Convert(Path.Combine(folder, "model.onnx"), new());
        var (input, output) = (Load(folder, "input_0.pb"), Load(folder, "output_0.pb"));
        Assert.InRange(Oracle.WorstError(output.Values, Oracle.Lowered(model, input)), 0, 1e-4);
    }

    [SkippableTheory]
    [MemberData(nameof(SharedModels.Names), MemberType = typeof(SharedModels))]
    public void Evaluator_agrees_with_ONNX_Runtime_and_the_stored_output(string name)
    {
        var folder = SharedModels.Folder(name);
        var path = Path.Combine(folder, "model.onnx");
        var (input, output) = (Load(folder, "input_0.pb"), Load(folder, "output_0.pb"));
        var evaluated = Oracle.Reference(OnnxFile.Load(path), input);
        Assert.Equal(output.Shape, evaluated.Shape);
        Assert.InRange(Oracle.WorstError(output.Values, evaluated.Values), 0, 1e-4);
        Assert.InRange(Oracle.WorstError(Oracle.OnnxRuntime(File.ReadAllBytes(path), input).Values, evaluated.Values), 0, 1e-4);
    }

    [SkippableTheory]
    [InlineData("cifar-resnet20", 23, "layer1.0 layer1.1 layer1.2 layer2.0 layer2.1 layer2.2 layer3.0 layer3.1 layer3.2")]
    [InlineData("resnet18-w16-cifar10", 22, "layers.0 layers.1 layers.2 layers.3 layers.4 layers.5 layers.6 layers.7")]
    [InlineData("resnet18-cifar10", 22, "layers.0 layers.1 layers.2 layers.3 layers.4 layers.5 layers.6 layers.7")]
    public void Everything_fuses_and_every_block_gets_a_probe(string name, int layers, string probes)
    {
        var spec = Converter.Convert(Path.Combine(SharedModels.Folder(name), "model.onnx"), new()).Spec;
        Assert.Empty(ShapeInference.Infer(spec).Problems);
        Assert.Equal(layers, spec.Layers.Count);
        Assert.Equal(probes, string.Join(' ', spec.Probes.Select(probe => probe.Name)));
        Assert.All(spec.Probes, probe => Assert.Contains(spec.Layers, layer => layer.Name == probe.At && layer.Add is not null));
    }

    [SkippableFact]
    public void Conversion_is_deterministic()
    {
        var path = Path.Combine(SharedModels.Folder("cifar-resnet20"), "model.onnx");
        var (a, b) = (Converter.Convert(path, new()), Converter.Convert(path, new()));
        Assert.Equal(a.Spec, b.Spec);
        Assert.Equal(a.Tensors.Keys, b.Tensors.Keys);
        Assert.All(a.Tensors, tensor => Assert.Equal(tensor.Value.Data, b.Tensors[tensor.Key].Data));
        Assert.Matches("^[0-9a-f]{64}$", a.SourceSha256);
    }

    private static OnnxTensor Load(string folder, string file) => OnnxFile.LoadTensor(Path.Combine(folder, "test_data_set_0", file));
}
