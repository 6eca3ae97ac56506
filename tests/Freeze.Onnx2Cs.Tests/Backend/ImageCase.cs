using System.Runtime.InteropServices;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.Backend;

/// <summary>
/// A case made into a network of images: its further inputs become weights, its batch symbolic, and a convolution whose kernel covers
/// the image gives every pixel of the result as a class of its own. So the whole chain from file to machine code is on trial.
/// </summary>
internal static class ImageCase
{
    private const int MostValues = 2048, Float = 1;

    /// <summary>The network with its input and the outputs that it must give; null where the case is about no images.</summary>
    private static (OnnxGraph Graph, OnnxTensor Input, OnnxTensor Expected)? Of(BackendCase c)
    {
        var set = c.Sets.First();
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(c.Model));
        var graph = model.Graph;
        var weights = graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        ValueInfoProto[] inputs = [.. graph.Input.Where(input => !weights.Contains(input.Name))];
        if (graph.Output.Count != 1 || inputs.Length == 0 || inputs[0].Type?.TensorType?.Shape?.Dim.Count != 4) return null;
        var input = OnnxFile.LoadTensor(Path.Combine(set, "input_0.pb"));
        var expected = OnnxFile.LoadTensor(Path.Combine(set, "output_0.pb"));
        var size = expected.Rank == 0 ? 0 : expected.Values.Length / Math.Max(1, expected.Shape[0]);
        if (expected.Rank is not (2 or 4) || expected.Shape[0] != input.Shape[0] || size is 0 or > MostValues) return null;
        for (var i = 1; i < inputs.Length; i++) Bake(graph, inputs[i], Path.Combine(set, $"input_{i}.pb"));
        inputs[0].Type.TensorType.Shape.Dim[0] = new DimensionProto { DimParam = "N" };
        if (expected.Rank == 4) ShowEveryPixel(graph, expected.Shape);
        return (OnnxFile.Parse(model.ToByteArray(), c.Model), input, expected);
    }

    /// <summary>The case as a network that was converted; null where it is about no images, or is refused, which is logged.</summary>
    public static (ConvertedModel Model, OnnxTensor Input, OnnxTensor Expected)? Convert(BackendCase c, Action<string> log)
    {
        if (Of(c) is not var (graph, input, expected)) return null;
        try
        {
            return (Converter.Convert(graph, new()), input, expected);
        }
        catch (ConversionException e)
        {
            log($"{c.Name} is refused: {e.Message.Split('\n')[1].Trim()}");
            return null;
        }
    }

    private static void Bake(GraphProto graph, ValueInfoProto input, string path)
    {
        var tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(path));
        tensor.Name = input.Name;
        graph.Initializer.Add(tensor);
        graph.Input.Remove(input);
    }

    private static void ShowEveryPixel(GraphProto graph, int[] shape)
    {
        var count = shape[1] * shape[2] * shape[3];
        var identity = new float[count * count];
        for (var i = 0; i < count; i++) identity[i * (count + 1)] = 1;
        var eye = new TensorProto { Name = "every pixel", DataType = Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(identity.AsSpan())) };
        eye.Dims.AddRange([count, shape[1], shape[2], shape[3]]);
        graph.Initializer.Add(eye);
        graph.Node.Add(new NodeProto { OpType = "Conv", Input = { graph.Output[0].Name, eye.Name }, Output = { "shown" } });
        graph.Output[0].Name = "shown";
    }
}
