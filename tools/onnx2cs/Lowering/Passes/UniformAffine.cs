using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>A result seen as Scale * Source + Shift, the same for all channels.</summary>
internal readonly record struct UniformAffine(Op Source, double Scale, double Shift)
{
    /// <summary>Follows scales and shifts up to an operator that is none, or that differs from channel to channel.</summary>
    public static UniformAffine Of(Op op)
    {
        var result = new UniformAffine(op, 1, 0);
        while (result.Source is { Kind: OpKind.ScaleShift } affine && IsUniform(affine.Weight) && IsUniform(affine.Bias))
            result = new(affine.Inputs[0], result.Scale * affine.Weight[0], (result.Scale * affine.Bias[0]) + result.Shift);
        return result;
    }

    private static bool IsUniform(double[] values) => Array.TrueForAll(values, value => value == values[0]);
}
