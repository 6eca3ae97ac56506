using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Dropout
{
    public static OnnxTensor[] Run(Arguments a)
    {
        var x = a[0];

        // In training mode with a ratio of 0 nothing is dropped either.
        if (a.Optional(2) is { } training && training.Values.Any(v => v != 0) && (a.Optional(1)?.Values[0] ?? 0.5) != 0)
            throw new ConversionException("drops at random in training mode; export the model in evaluation mode");
        var mask = new OnnxTensor(x.Shape, ElementType.Bool);
        if (a.Node.Opset >= 12) Array.Fill(mask.Values, 1); // before, the mask said what was dropped in training and is empty here
        return [x, a.Node.Opset >= 10 ? mask : mask.As(x.Type)];
    }
}
