using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Verification;

/// <summary>Images from a fixed seed in the shape and type that an ONNX file takes.</summary>
internal static class SeededInput
{
    private const int Seed = 20260101;

    /// <summary>Numbers from -1 to 1, or whole ones from 0 to 127 where the file takes these.</summary>
    /// <param name="converted">The model.</param>
    /// <param name="images">Images where the file takes any number of them.</param>
    public static OnnxTensor Of(ConvertedModel converted, int images)
    {
        var view = converted.Input.View;
        var graph = converted.Graph;

        // Statistics of a whole batch are those of the image where there is one alone.
        if (graph.Nodes.Any(node => node.Operator == "DynamicQuantizeLinear")) images = 1;
        var count = converted.Batch > 0 ? converted.Batch : images;
        int[] shape = count == 1 ? view.Shape : [count, .. view.Shape[1..]];
        var random = new Random(Seed);
        var type = graph.Inputs[0].Type;
        double[] values = [.. Enumerable.Range(0, OnnxTensor.Count(shape)).Select(_ =>
            type.IsInteger() ? random.Next(128) : (double)(float)((2 * random.NextDouble()) - 1))];
        return new(shape, values, type);
    }
}
