namespace Freeze.Onnx2Cs.Lowering;

/// <summary>A result seen as Scale * Source + Shift, the same for all channels.</summary>
internal readonly record struct Line(Op Source, double Scale, double Shift)
{
    /// <summary>Follows scales and shifts up to an operator that is none, or that differs from channel to channel.</summary>
    public static Line Of(Op op)
    {
        var line = new Line(op, 1, 0);
        while (line.Source is { Kind: OpKind.ScaleShift } affine && IsUniform(affine.Weight) && IsUniform(affine.Bias))
            line = new(affine.Inputs[0], line.Scale * affine.Weight[0], (line.Scale * affine.Bias[0]) + line.Shift);
        return line;
    }

    private static bool IsUniform(double[] values) => Array.TrueForAll(values, value => value == values[0]);
}
