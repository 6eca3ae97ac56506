using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Experimental operators that ONNX withdrew and ONNX Runtime still runs; converters from CoreML and Caffe2 wrote them.</summary>
internal static class Legacy
{
    /// <summary>x alpha + beta.</summary>
    public static OnnxTensor Affine(Arguments a)
    {
        var (alpha, beta) = (a.Node.Float("alpha", 1), a.Node.Float("beta", 0));
        return a[0].Map(x => (alpha * x) + beta);
    }

    /// <summary>Without a border (left, top, right, bottom), and where a scale (height, width) is given, of that size.</summary>
    public static OnnxTensor Crop(Arguments a)
    {
        var x = a.Image(0);
        var border = a.Node.Integers("border") is { Length: 4 } stated ? stated
            : throw new ConversionException("border has not four values");
        var (left, top, right, bottom) = (border[0], border[1], x.Shape[3] - border[2], x.Shape[2] - border[3]);
        if (a.Node.Integers("scale") is { Length: > 0 } scale)
            (bottom, right) = scale.Length == 2 ? (top + scale[0], left + scale[1])
                : throw new ConversionException("scale has not two values");
        if (left < 0 || top < 0 || left >= right || top >= bottom || right > x.Shape[3] || bottom > x.Shape[2])
            throw new ConversionException($"a border of {string.Join(", ", border)} leaves nothing of {x.Shape[2]}x{x.Shape[3]} pixels");
        var rows = Gather.Run(x, OnnxTensor.FromIntegers(Enumerable.Range((int)top, (int)(bottom - top)).Select(i => (long)i)), 2);
        return Gather.Run(rows, OnnxTensor.FromIntegers(Enumerable.Range((int)left, (int)(right - left)).Select(i => (long)i)), 3);
    }

    /// <summary>x scale + the bias of the channel.</summary>
    public static OnnxTensor ImageScaler(Arguments a)
    {
        var (x, scale) = (a.Image(0), a.Node.Float("scale", 1));
        var bias = a.Node.Floats("bias") ?? [];
        if (bias.Length != x.Shape[1]) throw new ConversionException($"{bias.Length} values of the bias do not fit {x.Shape[1]} channels");
        return Broadcasting.Apply(x, new OnnxTensor([bias.Length, 1, 1], bias), (value, shift) => (value * scale) + shift);
    }

    /// <summary>alpha log(exp(beta x) + 1).</summary>
    public static OnnxTensor ParametricSoftplus(Arguments a)
    {
        var (alpha, beta) = (a.Node.Float("alpha", 1), a.Node.Float("beta", 1));
        return a[0].Map(x => alpha * Pointwise.Softplus(beta * x));
    }

    public static OnnxTensor Scale(Arguments a)
    {
        var scale = a.Node.Float("scale", 1);
        return a[0].Map(x => x * scale);
    }

    /// <summary>alpha tanh(beta x).</summary>
    public static OnnxTensor ScaledTanh(Arguments a)
    {
        var (alpha, beta) = (a.Node.Float("alpha", 1), a.Node.Float("beta", 1));
        return a[0].Map(x => alpha * Math.Tanh(beta * x));
    }
}
