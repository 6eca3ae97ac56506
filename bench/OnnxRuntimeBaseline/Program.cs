using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Freeze.Bench.ColdStart;
using Microsoft.ML.OnnxRuntime;

// onnxruntime-baseline MODEL INPUT THREADS: what cold-start does, with ONNX Runtime. MODEL is optimised already: nothing is left to do at start.
if (args is not [var path, var input, var threads] || !int.TryParse(threads, out var count))
{
    Console.Error.WriteLine("usage: onnxruntime-baseline MODEL INPUT THREADS");
    return 2;
}

using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = count };
using var session = new InferenceSession(path, options);
var image = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(input)).ToArray();
long[] shape = [1, .. session.InputMetadata[session.InputNames[0]].Dimensions.Skip(1).Select(length => (long)length)];
using var tensor = OrtValue.CreateTensorValueFromMemory(image, shape);
using var run = new RunOptions();
using var outputs = session.Run(run, [session.InputNames[0]], [tensor], [session.OutputNames[0]]);
Console.WriteLine(TensorPrimitives.IndexOfMax(outputs[0].GetTensorDataAsSpan<float>()));
Console.WriteLine(PeakMemory.Kilobytes());
string[] inputs = [session.InputNames[0]], results = [session.OutputNames[0]];
OrtValue[] tensors = [tensor];
Console.WriteLine(Warm.Milliseconds(() => session.Run(run, inputs, tensors, results).Dispose()));
return 0;
