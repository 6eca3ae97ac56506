using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Tests;

namespace Freeze.Devices.Tests.Models;

/// <summary>An ONNX graph, compiled once for all devices, with inputs and what naive loops in double make of them.</summary>
internal sealed class CompiledCase
{
    private static readonly Dictionary<string, CompiledCase> s_cases = [];

    private readonly ModelFolder _folder;

    private CompiledCase(GraphBuilder graph)
    {
        var model = Converter.Convert(graph.ToGraph(), new());
        var path = Directory.CreateTempSubdirectory("freeze-devices-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        _folder = ModelFolder.Write(model, path);
        int[] shape = [Images, .. graph.InputShape[1..]];
        var random = new Random(3);
        var bytes = graph.Graph.Input[0].Type.TensorType.ElemType == 2;
        double[] values = [.. Enumerable.Range(0, OnnxTensor.Count(shape)).Select(_ =>
            bytes ? random.Next(256) : (double)(float)((random.NextDouble() * 4) - 2))];
        var normalised = model.Normalise(new(shape, values, bytes ? ElementType.UInt8 : ElementType.Float));
        Inputs = Array.ConvertAll(normalised, value => (float)value);
        Expected = [.. normalised.Chunk(normalised.Length / Images).SelectMany(image => SpecEvaluator.Run(model.Spec, model.Tensors, image))];
    }

    /// <summary>Images that run together: several, so that a kernel that mixes them up is found out.</summary>
    public static int Images => 3;

    /// <summary>The network's input, normalised.</summary>
    public float[] Inputs { get; }

    /// <summary>Its outputs.</summary>
    public double[] Expected { get; }

    /// <summary>A case by name; made when it is first asked for.</summary>
    public static CompiledCase Get(string name, Func<GraphBuilder> build)
    {
        lock (s_cases)
        {
            if (!s_cases.TryGetValue(name, out var made)) s_cases.Add(name, made = new CompiledCase(build()));
            return made;
        }
    }

    /// <summary>Loads it on a device.</summary>
    public FrozenModel Load(Device device, bool halfWeights = false) =>
        _folder.Model.Load(_folder.Path, new FrozenModelOptions { Device = device, Threads = 1, HalfWeights = halfWeights });

    /// <summary>Largest error on a device, as a share of the largest output.</summary>
    public double Error(Device device, bool halfWeights = false)
    {
        using var model = Load(device, halfWeights);
        var outputs = new float[Expected.Length];
        model.Run(Inputs, outputs, Images);
        var error = Expected.Zip(outputs, (e, a) => Math.Abs(e - a)).Max();
        return double.IsNaN(error) ? double.PositiveInfinity : error / Math.Max(1e-3, Expected.Max(Math.Abs));
    }
}
