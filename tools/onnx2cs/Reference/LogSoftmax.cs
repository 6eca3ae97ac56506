using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class LogSoftmax
{
    public static OnnxTensor Run(Arguments a) => Softmax.Run(a, (x, most, sum) => x - most - Math.Log(sum));
}
