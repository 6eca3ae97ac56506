using System.Numerics.Tensors;
using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Freeze.Bench.Service;

/// <summary>What each side answers in this process, without a service around it.</summary>
internal static class Offline
{
    public static Prediction[] Freeze(string folder, Network network, byte[][] images)
    {
        using var model = network.Folder.Model.Load(folder, new FrozenModelOptions { Threads = 1 });
        return [.. images.Select(image => model.Predict(image))];
    }

    public static Prediction[] OnnxRuntime(Network network, byte[][] images)
    {
        using var options = OnnxRuntimeContender.Options(threads: 1);
        using var session = new InferenceSession(network.OnnxPath, options);
        using var run = new RunOptions();
        var input = network.Plan.Input;
        var tensor = new float[input.Values];
        using var value = OrtValue.CreateTensorValueFromMemory(tensor, [1, input.Channels, input.Height, input.Width]);
        return [.. images.Select(Predict)];

        Prediction Predict(byte[] rgb)
        {
            var plane = input.Height * input.Width;
            for (var i = 0; i < rgb.Length; i++)
            {
                var (pixel, channel) = Math.DivRem(i, input.Channels);
                tensor[channel * plane + pixel] = (rgb[i] / 255f - input.Mean[channel]) / input.Deviation[channel];
            }

            using var outputs = session.Run(run, [session.InputNames[0]], [value], [session.OutputNames[0]]);
            return new(TensorPrimitives.IndexOfMax(outputs[0].GetTensorDataAsSpan<float>()), "", Prediction.End, 0, false, 0);
        }
    }
}
