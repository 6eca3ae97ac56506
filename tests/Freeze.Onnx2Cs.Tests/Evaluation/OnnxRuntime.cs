using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Runs models in ONNX Runtime, without its optimisations, on tensors of any type.</summary>
internal static class OnnxRuntime
{
    public static OnnxTensor[] Run(byte[] model, IReadOnlyDictionary<string, OnnxTensor> inputs)
    {
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            IntraOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        var values = session.InputNames.ToDictionary(name => name, name => Value(inputs[name]), StringComparer.Ordinal);
        try
        {
            using var results = session.Run(run, values, session.OutputNames);
            return [.. results.Select(Tensor)];
        }
        finally
        {
            foreach (var value in values.Values) value.Dispose();
        }
    }

    private static OrtValue Value(OnnxTensor x)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)x.Type,
            [.. x.Shape.Select(length => (long)length)]);
        Feed.ToBytes(x).CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static OnnxTensor Tensor(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var tensor = new TensorProto { DataType = (int)info.ElementDataType };
        tensor.Dims.AddRange(info.Shape);
        if (info.ElementCount > 0) tensor.RawData = ByteString.CopyFrom(value.GetTensorMutableRawData());
        return TensorReader.Read(tensor, external: null);
    }
}
