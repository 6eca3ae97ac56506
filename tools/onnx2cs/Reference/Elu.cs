using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>ELU, and SELU, which is ELU scaled.</summary>
internal static class Elu
{
    public static OnnxTensor Run(Arguments a)
    {
        var alpha = a.Node.Float("alpha", 1);
        return a[0].Map(x => Of(x, alpha));
    }

    public static OnnxTensor Selu(Arguments a)
    {
        var (alpha, gamma) = SeluParameters(a.Node);
        return a[0].Map(x => gamma * Of(x, alpha));
    }

    public static (double Alpha, double Gamma) SeluParameters(OnnxNode node) =>
        (node.Float("alpha", 1.67326319217681884765625), node.Float("gamma", 1.05070102214813232421875));

    private static double Of(double x, double alpha) => x < 0 ? alpha * (Math.Exp(x) - 1) : x;
}
