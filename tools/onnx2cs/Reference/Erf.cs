using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Erf
{
    /// <summary>Factor of the cube in GELU's approximation.</summary>
    public const double Cubic = 0.044715;

    /// <summary>x * (1 + erf(x / sqrt(2))) / 2, or its approximation with a hyperbolic tangent.</summary>
    public static OnnxTensor Gelu(Arguments a) => a.Node.Text("approximate", "none") switch
    {
        "none" => a[0].Map(Gelu),
        "tanh" => a[0].Map(FastGelu),
        var other => throw new ConversionException($"with approximate {Quoted.Text(other)} is unknown"),
    };

    /// <summary>x * (1 + erf(x / sqrt(2))) / 2.</summary>
    public static double Gelu(double x) => x * (1 + Of(x / Math.Sqrt(2))) / 2;

    /// <summary>The approximation with a hyperbolic tangent.</summary>
    public static double FastGelu(double x) => x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (Cubic * x * x * x)))) / 2;

    /// <summary>The error function: its series near zero, the continued fraction of its complement further out.</summary>
    public static double Of(double x)
    {
        if (double.IsNaN(x)) return x;
        return Math.Abs(x) < 2.5 ? Series(x) : Math.Sign(x) * (1 - Complement(Math.Abs(x)));
    }

    private static double Series(double x)
    {
        double sum = 0, term = x;
        for (var n = 0; n < 60; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double Complement(double x)
    {
        var fraction = 0.0;
        for (var n = 60; n >= 1; n--) fraction = n / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
