using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>The image that a graph takes, with its channels first or, as TensorFlow has them, last.</summary>
internal static class GraphInput
{
    /// <summary>Photographs have few channels and many pixels: only so can an order that the format does not state be told.</summary>
    private const int MostChannelsLast = 4;

    /// <summary>The input as a value; null where there were problems.</summary>
    public static Value? Of(OnnxGraph graph, Problems problems)
    {
        if (graph.Inputs.Count != 1) problems.Add($"The model takes {graph.Inputs.Count} inputs; it must take one, the image");
        if (graph.Outputs.Count != 1)
            problems.Add($"The model gives {graph.Outputs.Count} outputs; it must give one, the scores of the classes");
        if (problems.Count > 0) return null;
        var input = graph.Inputs[0];
        if (input.Type is not (ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.UInt8))
            problems.Add($"Input {Quoted.Text(input.Name)} is not of type float or byte");
        var known = ResizedInput.Shape(graph, input.Shape);
        if (known is not [var batch, { } channels, { } height, { } width]
            || batch is > 1 || Math.Max(channels, Math.Max(height, width)) > 1 << 16 || (long)channels * height * width > OnnxTensor.MostElements)
        {
            var shape = input.Shape is null ? "no shape" : $"the shape [{string.Join(',', input.Shape.Select(length => length?.ToString() ?? "?"))}]";
            problems.Add($"Input {Quoted.Text(input.Name)} has {shape}; export with [1,C,H,W] or a symbolic batch, "
                + "or name what is missing, as in --input-dim height=224");
            return null;
        }
        return channels > MostChannelsLast && height > MostChannelsLast && width <= MostChannelsLast
            ? Value.Of(new Op(OpKind.Input, new(width, channels, height), null)) with { Shape = [1, channels, height, width], ChannelsLast = true }
            : Value.Of(new Op(OpKind.Input, new(channels, height, width), null));
    }
}
