using Freeze.Generators;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>The three ways to run a model that must agree: ONNX Runtime, the reference evaluator, the lowered model.</summary>
internal static class Oracle
{
    public static OnnxTensor OnnxRuntime(byte[] model, OnnxTensor input)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        var tensor = new DenseTensor<float>(Array.ConvertAll(input.Values, x => (float)x), input.Shape);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], tensor)]);
        if (results[0].ElementType == TensorElementType.Int64)
        {
            var integers = results[0].AsTensor<long>();
            return new(integers.Dimensions.ToArray(), [.. integers.Select(x => (double)x)], ElementType.Int64);
        }
        var output = results[0].AsTensor<float>();
        return new(output.Dimensions.ToArray(), [.. output.Select(x => (double)x)]);
    }

    public static OnnxTensor Reference(OnnxGraph graph, OnnxTensor input) =>
        ReferenceEvaluator.Run(graph, new Dictionary<string, OnnxTensor> { [graph.Inputs[0].Name] = input })[graph.Outputs[0].Name];

    /// <summary>Runs the lowered model on each image of a batch.</summary>
    public static double[] Lowered(ConvertedModel model, OnnxTensor input)
    {
        var size = model.Spec.Input.Channels * model.Spec.Input.Height * model.Spec.Input.Width;
        return [.. model.Normalise(input).Chunk(size).SelectMany(image => SpecEvaluator.Run(model.Spec, model.Tensors, image))];
    }

    public static double WorstError(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (a, b) => a == b ? 0 : Math.Abs(a - b)).DefaultIfEmpty(0).Max(error => double.IsNaN(error) ? double.PositiveInfinity : error);
    }

    /// <summary>The evaluator and ONNX Runtime give the same.</summary>
    public static void AssertLikeOnnxRuntime(GraphBuilder builder)
    {
        var input = builder.RandomInput();
        var expected = OnnxRuntime(builder.ToBytes(), input);
        var actual = Reference(builder.ToGraph(), input);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.InRange(WorstError(expected.Values, actual.Values), 0, 2e-5);
    }

    /// <summary>The lowered model gives what the reference evaluator does, and the compiled one what ONNX Runtime does.</summary>
    public static ConvertedModel AssertCompilesRight(GraphBuilder builder)
    {
        var model = AssertLowersRight(builder);
        var input = builder.RandomInput(seed: 2);
        var expected = OnnxRuntime(builder.ToBytes(), input).Values;
        var error = WorstError(expected, [.. Compiled.Run(model, input).Select(value => (double)value)]);
        Assert.InRange(error / Math.Max(1, expected.Max(Math.Abs)), 0, 2e-5);
        return model;
    }

    /// <summary>The model has layers of these kinds; the message of a failure names those that it has.</summary>
    public static void AssertLayers(string expected, ConvertedModel model)
    {
        var actual = string.Join(' ', model.Spec.Layers.Select(layer => layer.Kind));
        Assert.True(expected == actual, $"expected {expected}, but the layers are {actual}");
    }

    /// <summary>The lowered model gives what the reference evaluator does.</summary>
    public static ConvertedModel AssertLowersRight(GraphBuilder builder)
    {
        var graph = builder.ToGraph();
        var model = Converter.Convert(graph, new());
        Assert.Empty(ShapeInference.Infer(model.Spec).Problems);
        var input = builder.RandomInput();
        Assert.InRange(WorstError(Reference(graph, input).Values, Lowered(model, input)), 0, 1e-5);
        return model;
    }
}
