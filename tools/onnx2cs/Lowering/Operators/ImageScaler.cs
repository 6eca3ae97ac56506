using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>ImageScaler, which converters from Core ML wrote until operator set 9: scale * x + bias of each channel.</summary>
internal static class ImageScaler
{
    public static Value Run(LoweringContext context)
    {
        var (x, bias) = (context.Result(0), context.Node.Floats("bias"));
        if (x.Rank != 4 || (bias is not null && bias.Length != x.Shape[1]))
            throw new ConversionException($"has {bias?.Length} biases for {OnnxTensor.Describe(x.Shape)}");
        return Elementwise.Affine(
            context, x, new OnnxTensor([], [context.Node.Float("scale", 1)]), bias is null ? null : new OnnxTensor([bias.Length, 1, 1], bias));
    }
}
