namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// Scales and shifts at the head of the graph become part of the input's normalisation: there they cost nothing, and the padding that
/// follows stays zero.
/// </summary>
internal static class Head
{
    /// <summary>Takes them off; the image that the layers read is Scale * x + Shift of what the graph was given.</summary>
    public static (double[] Scale, double[] Shift) TakeOff(OpGraph graph)
    {
        var channels = graph.Input.Shape.C;
        var (scale, shift) = (Enumerable.Repeat(1.0, channels).ToArray(), new double[channels]);
        while (Next(graph) is { } op)
        {
            for (var c = 0; c < channels; c++) (scale[c], shift[c]) = (scale[c] * op.Weight[c], (shift[c] * op.Weight[c]) + op.Bias[c]);
            graph.Replace(op, op.Inputs[0]);
            graph.Update();
        }
        return (scale, shift);
    }

    // What mixes pixels of one channel, as resizing does, may as well do so before they are scaled.
    // A normalisation divides by something positive, so what turns the image's sign stays where it is.
    private static Op? Next(OpGraph graph) =>
        Reader(graph, graph.Input) is { Kind: OpKind.ScaleShift } op && op != graph.Output && op.Weight.All(weight => weight > 0) ? op : null;

    private static Op? Reader(OpGraph graph, Op op)
    {
        var reader = graph.Uses(op) == 1 ? graph.Ops.FirstOrDefault(other => other.Inputs.Contains(op)) : null;
        return reader is { Kind: OpKind.Resample } ? Reader(graph, reader) : reader;
    }
}
