using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class BatchNormalization
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        if (x.Rank < 2) throw new ConversionException("the input has no channels");
        var (scale, shift) = Affine(a.Node, a[1], a[2], a[3], a[4]);
        if (scale.Length != x.Shape[1]) throw new ConversionException($"{scale.Length} values do not fit {x.Shape[1]} channels");
        var size = OnnxTensor.Count(x.Shape.AsSpan(2));
        var y = new OnnxTensor(x.Shape, x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var channel = i / size % scale.Length;
            y.Values[i] = (x.Values[i] * scale[channel]) + shift[channel];
        }
        return y;
    }

    /// <summary>The scale and shift of each channel that the normalisation comes to once training is over.</summary>
    public static (double[] Scale, double[] Shift) Affine(OnnxNode node, OnnxTensor gamma, OnnxTensor beta, OnnxTensor mean, OnnxTensor variance)
    {
        if (node.Integer("training_mode", 0) != 0)
            throw new ConversionException("training_mode is set; export the model in evaluation mode");
        var count = gamma.Values.Length;
        if (beta.Values.Length != count || mean.Values.Length != count || variance.Values.Length != count)
            throw new ConversionException("its parameters differ in length");
        var epsilon = node.Float("epsilon", 1e-5f);
        var (scale, shift) = (new double[count], new double[count]);
        for (var c = 0; c < count; c++)
        {
            var deviation = Math.Sqrt(variance.Values[c] + epsilon);
            if (!(deviation > 0)) throw new ConversionException($"the variance of channel {c} is {variance.Values[c]}");
            scale[c] = gamma.Values[c] / deviation;
            shift[c] = beta.Values[c] - (mean.Values[c] * scale[c]);
        }
        return (scale, shift);
    }
}
