using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Normalisations over the pixels of each channel, or of each group of channels: mean and variance are global pools.</summary>
internal static class LowerGroups
{
    /// <summary>Each channel for itself; on an image seen as [1, groups, ...], as exporters write it, each group.</summary>
    public static Value Instance(Call call)
    {
        call.RequireConstants(1);
        var (x, scale, shift) = (call.Edge(0), call.Constants[1].Values, call.Constants[2].Values);
        var channels = x.Op!.Shape.C;
        var groups = x.Shape.Length > 2 && x.Shape[0] == 1 ? x.Shape[1] : 0;
        if (groups < 1 || channels % groups != 0 || (x.ChannelsLast && x.IsOrdered) || OnnxTensor.Count(x.Shape) != x.Op.Shape.Count)
            throw new ConversionException($"of {OnnxTensor.Describe(x.Shape)} is not supported; it may be over channels or groups of them");
        if (scale.Length != groups || shift.Length != groups) throw new ConversionException("has parameters that do not fit its input");
        return x.With(Normalise(call, x.Op, groups, Spread(scale, channels), Spread(shift, channels)));
    }

    public static Value Normalisation(Call call)
    {
        call.RequireConstants(1);
        var x = call.Image(0);
        var (groups, scale, shift) = GroupNormalization.Parameters(call.Constants, x.Shape.C);
        return Value.Of(Normalise(call, x, groups, scale, shift));
    }

    private static Op Normalise(Call call, Op x, int groups, double[] scale, double[] shift)
    {
        var mean = Mean(call, x, groups);
        var centred = call.New(OpKind.Add, x.Shape, x, call.Affine(mean, -1, 0));
        var square = call.Activation(centred, ActivationKind.Power, 2);
        var variance = call.Affine(Mean(call, square, groups), 1, call.Node.Float("epsilon", 1e-5f));
        var normal = call.New(OpKind.Multiply, x.Shape, centred, call.Activation(variance, ActivationKind.Power, -0.5));
        return call.Affine(normal, scale, shift);
    }

    // The mean of a group is that of its channels' means; each channel gets it.
    private static Op Mean(Call call, Op x, int groups)
    {
        var channels = x.Shape.C;
        var mean = call.New(OpKind.GlobalAveragePool, new(channels, 1, 1), x);
        if (groups == channels) return mean;
        var size = channels / groups;
        var weight = new double[Allowance.Take([channels, size])];
        Array.Fill(weight, 1.0 / size);
        var op = call.Pointwise(mean, channels, weight);
        op.Groups = groups;
        return op;
    }

    private static double[] Spread(double[] values, int channels) =>
        [.. Enumerable.Range(0, channels).Select(c => values[c / (channels / values.Length)])];
}
