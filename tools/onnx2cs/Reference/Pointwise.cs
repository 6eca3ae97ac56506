using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Functions of single elements.</summary>
internal static class Pointwise
{
    public static OnnxTensor Abs(Arguments a) => a[0].Map(Math.Abs);

    public static OnnxTensor Exp(Arguments a) => a[0].Map(Math.Exp);

    public static OnnxTensor Log(Arguments a) => a[0].Map(Math.Log);

    public static OnnxTensor Neg(Arguments a) => a[0].Map(x => -x);

    public static OnnxTensor Reciprocal(Arguments a) => a[0].Map(x => 1 / x);

    public static OnnxTensor Softplus(Arguments a) => a[0].Map(x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))));

    public static OnnxTensor Sqrt(Arguments a) => a[0].Map(Math.Sqrt);

    public static OnnxTensor Relu(Arguments a) => a[0].Map(x => Math.Max(x, 0));

    public static OnnxTensor Sigmoid(Arguments a) => a[0].Map(x => 1 / (1 + Math.Exp(-x)));

    public static OnnxTensor Tanh(Arguments a) => a[0].Map(Math.Tanh);

    public static OnnxTensor LeakyRelu(Arguments a)
    {
        var slope = a.Node.Float("alpha", 0.01f);
        return a[0].Map(x => x < 0 ? slope * x : x);
    }

    public static OnnxTensor HardSigmoid(Arguments a)
    {
        var (alpha, beta) = (a.Node.Float("alpha", 0.2f), a.Node.Float("beta", 0.5f));
        return a[0].Map(x => Math.Clamp((alpha * x) + beta, 0, 1));
    }

    public static OnnxTensor HardSwish(Arguments a) => a[0].Map(x => x * Math.Clamp((x / 6) + 0.5, 0, 1));

    public static OnnxTensor Clip(Arguments a)
    {
        var least = a.Scalar("min", 1) ?? double.NegativeInfinity;
        var most = a.Scalar("max", 2) ?? double.PositiveInfinity;
        return a[0].Map(x => Math.Min(Math.Max(x, least), most));
    }
}
