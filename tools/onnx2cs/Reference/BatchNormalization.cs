using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class BatchNormalization
{
    /// <summary>
    /// The normalised input, and in training mode the statistics as well. From operator set 14 on an attribute says that training goes on;
    /// before, a node with more than one output trains, and from 6 down one without is_test.
    /// </summary>
    public static OnnxTensor[] Run(Arguments a)
    {
        var (node, x) = (a.Node, a.AtLeast(0, 2));
        var training = node.Opset >= 14 ? node.Integer("training_mode", 0) != 0
            : node.Opset >= 7 ? node.Outputs.Skip(1).Any(output => output.Length > 0)
            : node.Integer("is_test", 0) == 0;

        // Before operator set 9 every element of an image could have statistics of its own.
        var size = node.Integer("spatial", 1) == 0 ? 1 : OnnxTensor.Count(x.Shape.AsSpan(2));
        var count = OnnxTensor.Count(x.Shape.AsSpan(1)) / Math.Max(1, size);
        for (var i = 1; i < 5; i++)
        {
            if (a[i].Values.Length != count) throw new ConversionException($"{a[i].Values.Length} values do not fit {count} channels");
        }
        var (mean, variance) = training ? Statistics(x, size, count) : (a[3].Values, a[4].Values);
        var epsilon = node.Float("epsilon", 1e-5f);
        var inverse = Array.ConvertAll(variance, value => 1 / Math.Sqrt(value + epsilon)); // ONNX Runtime saves it as the variance
        var (gamma, beta) = (a[1].Values, a[2].Values);
        var y = new OnnxTensor(x.Shape, x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var c = i / size % count;
            y.Values[i] = ((x.Values[i] - mean[c]) * inverse[c] * gamma[c]) + beta[c];
        }
        if (!training) return [y];
        var momentum = node.Float("momentum", 0.9f);
        return [y, Moved(a[3], mean), Moved(a[4], variance), new(a[3].Shape, mean), new(a[4].Shape, inverse)];

        OnnxTensor Moved(OnnxTensor before, double[] now) =>
            new(before.Shape, [.. before.Values.Zip(now, (old, value) => (old * momentum) + (value * (1 - momentum)))]);
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

    // Of the batch itself: the mean, and the variance over all elements (not over one less).
    private static (double[] Mean, double[] Variance) Statistics(OnnxTensor x, int size, int count)
    {
        var (mean, variance) = (new double[count], new double[count]);
        var each = (double)x.Values.Length / Math.Max(1, count);
        for (var i = 0; i < x.Values.Length; i++) mean[i / size % count] += x.Values[i] / each;
        for (var i = 0; i < x.Values.Length; i++)
        {
            var c = i / size % count;
            variance[c] += (x.Values[i] - mean[c]) * (x.Values[i] - mean[c]) / each;
        }
        return (mean, variance);
    }
}
