using Freeze.Onnx2Cs.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>Batches of random images, and what ONNX Runtime makes of them.</summary>
internal static class NetworkInput
{
    private const int Bytes = 2;

    public static OnnxTensor Make(GraphBuilder graph, int images)
    {
        int[] shape = [images, .. graph.InputShape[1..]];
        var random = new Random(5);
        var bytes = graph.Graph.Input[0].Type.TensorType.ElemType == Bytes;
        double[] values = [.. Enumerable.Range(0, OnnxTensor.Count(shape)).Select(_ =>
            bytes ? random.Next(256) : (double)(float)((random.NextDouble() * 4) - 2))];
        return new(shape, values, bytes ? ElementType.UInt8 : ElementType.Float);
    }

    /// <summary>
    /// Runs ONNX Runtime; without its optimisations it computes quantised networks as their graphs say, in floats that are rounded, and with
    /// them in kernels of whole numbers, some of which overflow on processors without the newest instructions.
    /// </summary>
    public static float[] OnnxRuntime(byte[] model, OnnxTensor input, bool optimised = true)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        if (!optimised) options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        using var session = new InferenceSession(model, options);
        long[] shape = [.. input.Shape.Select(length => (long)length)];
        using var tensor = input.Type == ElementType.UInt8
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Values, value => (byte)value), shape)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Values, value => (float)value), shape);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [tensor], session.OutputNames);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
