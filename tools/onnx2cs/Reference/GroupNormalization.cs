using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class GroupNormalization
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        if (x.Rank < 3) throw new ConversionException("the input has no pixels");
        var channels = x.Shape[1];
        var (groups, scale, shift) = Parameters(a, channels);
        var (perGroup, size) = (channels / groups, OnnxTensor.Count(x.Shape.AsSpan(2)));
        var y = new OnnxTensor(x.Shape, x.Type);
        var length = perGroup * size;
        for (var start = 0; start < x.Values.Length; start += length)
        {
            InstanceNormalization.Standardise(x.Values.AsSpan(start, length), y.Values.AsSpan(start, length), a.Node.Float("epsilon", 1e-5f));
            for (var i = start; i < start + length; i++)
                y.Values[i] = (y.Values[i] * scale[i / size % channels]) + shift[i / size % channels];
        }

        return y;
    }

    /// <summary>The number of groups, and scale and shift of each channel; operator set 18 stated them for each group.</summary>
    public static (int Groups, double[] Scale, double[] Shift) Parameters(Arguments a, int channels)
    {
        var groups = OnnxNode.Whole(a.Node.Integer("num_groups", 0), "num_groups");
        if (groups < 1 || channels % groups != 0) throw new ConversionException($"has {groups} groups for {channels} channels");
        return (groups, Spread(a[1].Values), Spread(a[2].Values));

        double[] Spread(double[] values) => values.Length == channels ? values
            : values.Length == groups ? [.. Enumerable.Range(0, channels).Select(c => values[c / (channels / groups)])]
            : throw new ConversionException($"has {values.Length} parameters for {channels} channels in {groups} groups");
    }
}
