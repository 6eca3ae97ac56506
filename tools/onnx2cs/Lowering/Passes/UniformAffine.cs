using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>A result seen as Scale * Source + Shift, the same for all channels.</summary>
internal readonly record struct UniformAffine(Op Source, double Scale, double Shift)
{
    // Exporters write one or two in a row.
    private const int Most = 8;

    /// <summary>Follows scales and shifts up to an operator that is none, or that differs from channel to channel.</summary>
    public static UniformAffine Of(Op op)
    {
        var result = new UniformAffine(op, 1, 0);
        for (var i = 0; i < Most && result.Source is { Kind: OpKind.ScaleShift } affine && IsUniform(affine.Weight) && IsUniform(affine.Bias); i++)
            result = new(affine.Inputs[0], result.Scale * affine.Weight[0], (result.Scale * affine.Bias[0]) + result.Shift);
        return result;
    }

    private static bool IsUniform(double[] values) => Array.TrueForAll(values, value => value == values[0]);
}
