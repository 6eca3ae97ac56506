using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>A converted model as it ships: printed, compiled, loaded and run.</summary>
internal static class Compiled
{
    /// <summary>Runs a model on a batch in the ONNX file's own form.</summary>
    public static float[] Run(ConvertedModel converted, OnnxTensor input)
    {
        var folder = Directory.CreateTempSubdirectory("freeze").FullName;
        try
        {
            using var model = ModelFolder.Write(converted, folder).Model.Load(folder, new FrozenModelOptions { UseCaches = false, Threads = 1 });
            var outputs = new float[input.Values.Length / model.Plan.Input.Values * model.Plan.Classes];
            model.Run(Array.ConvertAll(converted.Normalise(input), value => (float)value), outputs, outputs.Length / model.Plan.Classes);
            return outputs;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
