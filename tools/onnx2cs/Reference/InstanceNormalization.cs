using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class InstanceNormalization
{
    public static OnnxTensor Run(Arguments a)
    {
        var (x, scale, shift) = (a[0], a[1], a[2]);
        if (x.Rank < 3) throw new ConversionException("the input has no pixels");
        if (scale.Values.Length != x.Shape[1] || shift.Values.Length != x.Shape[1])
            throw new ConversionException($"{scale.Values.Length} scales and {shift.Values.Length} shifts do not fit {x.Shape[1]} channels");
        var (size, epsilon) = (OnnxTensor.Count(x.Shape.AsSpan(2)), a.Node.Float("epsilon", 1e-5f));
        var y = new OnnxTensor(x.Shape, x.Type);
        for (var plane = 0; plane * size < x.Values.Length; plane++)
        {
            var channel = plane % x.Shape[1];
            Standardise(x.Values.AsSpan(plane * size, size), y.Values.AsSpan(plane * size, size), epsilon);
            foreach (ref var value in y.Values.AsSpan(plane * size, size)) value = (value * scale.Values[channel]) + shift.Values[channel];
        }
        return y;
    }

    /// <summary>Brings values to mean 0 and deviation 1; gives the mean and the reciprocal of the deviation.</summary>
    public static (double Mean, double Inverse) Standardise(ReadOnlySpan<double> x, Span<double> y, double epsilon)
    {
        double mean = 0, variance = 0;
        foreach (var value in x) mean += value / x.Length;
        foreach (var value in x) variance += (value - mean) * (value - mean) / x.Length;
        var inverse = 1 / Math.Sqrt(variance + epsilon);
        for (var i = 0; i < x.Length; i++) y[i] = (x[i] - mean) * inverse;
        return (mean, inverse);
    }
}
