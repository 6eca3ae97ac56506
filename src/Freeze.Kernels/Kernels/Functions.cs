using ILGPU;
using ILGPU.Algorithms;

namespace Freeze.Kernels;

/// <summary>
/// The activations. Their numbers are those of Freeze's Activation, which a test compares; they are plain integers because kernels take nothing else.
/// </summary>
public static class Functions
{
    /// <summary>Name of each function by its number.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "None", "Relu", "Relu6", "Sigmoid", "Silu", "Tanh", "HardSigmoid", "HardSwish", "Gelu", "Softplus", "LeakyRelu", "Elu", "Clip", "Power",
        "Exp", "Erf", "Round", "Log", "Step",
    ];

    /// <summary>Applies a function that needs no parameter, as layers do that have one in their epilogue.</summary>
    /// <param name="v">Argument.</param>
    /// <param name="kind">Number of the function.</param>
    public static float Apply(float v, int kind)
    {
        if (kind == 0) return v;
        if (kind == 1) return IntrinsicMath.Max(v, 0f);
        if (kind == 2) return IntrinsicMath.Min(IntrinsicMath.Max(v, 0f), 6f);
        if (kind == 3) return 1f / (1f + XMath.Exp(-v));
        if (kind == 4) return v / (1f + XMath.Exp(-v));
        if (kind == 5) return Tanh(v);
        if (kind == 6) return HardSigmoid(v);
        if (kind == 7) return v * HardSigmoid(v);
        if (kind == 8) return v * (0.5f + 0.5f * Erf(v * 0.70710678f));
        return IntrinsicMath.Max(v, 0f) + XMath.Log(1f + XMath.Exp(-IntrinsicMath.Abs(v)));
    }

    /// <summary>Applies any function.</summary>
    /// <param name="v">Argument.</param>
    /// <param name="kind">Number of the function.</param>
    /// <param name="alpha">Its first parameter.</param>
    /// <param name="beta">Its second parameter.</param>
    public static float Apply(float v, int kind, float alpha, float beta)
    {
        if (kind < 10) return Apply(v, kind);
        if (kind == 10) return v < 0f ? alpha * v : v;
        if (kind == 11) return v < 0f ? alpha * ExpM1(v) : v;
        if (kind == 12) return IntrinsicMath.Min(IntrinsicMath.Max(v, alpha), beta);
        if (kind == 13) return Power(v, alpha);
        if (kind == 14) return XMath.Exp(v);
        if (kind == 15) return Erf(v);
        if (kind == 16) return Round(v);
        if (kind == 17) return XMath.Log(v);
        return v > 0f ? 1f : 0f;
    }

    private static float HardSigmoid(float v) => IntrinsicMath.Min(IntrinsicMath.Max(v / 6f + 0.5f, 0f), 1f);

    // From 2^23 on every float is whole; below, adding it leaves no bits for a fraction, and the sum is rounded to even.
    private static float Round(float v)
    {
        var magnitude = IntrinsicMath.Abs(v);
        if (magnitude >= 8388608f) return v;
        var whole = magnitude + 8388608f - 8388608f;
        return v < 0f ? -whole : whole;
    }

    // By the exponential of a negative number, which cannot overflow.
    private static float Tanh(float v)
    {
        var e = XMath.Exp(-2f * IntrinsicMath.Abs(v));
        var t = (1f - e) / (1f + e);
        return v < 0f ? -t : t;
    }

    // exp(v) - 1 of a small v would be lost in the rounding of 1.
    private static float ExpM1(float v) => v > -1e-2f ? v * (1f + v * (0.5f + v * (1f / 6f))) : XMath.Exp(v) - 1f;

    // XMath.Pow goes through double, which many an embedded GPU lacks.
    private static float Power(float v, float exponent)
    {
        if (exponent == 0.5f) return XMath.Sqrt(v);
        if (exponent == 2f) return v * v;
        if (exponent == -1f) return 1f / v;
        if (exponent == -0.5f) return 1f / XMath.Sqrt(v);
        if (v == 0f) return exponent > 0f ? 0f : exponent < 0f ? float.PositiveInfinity : 1f;
        var power = XMath.Exp(exponent * XMath.Log(IntrinsicMath.Abs(v)));
        if (v > 0f) return power;

        // Of a negative number only whole powers exist: odd ones are negative, and the rest is not a number.
        var whole = (int)exponent;
        if (whole != exponent) return float.NaN;
        return (whole & 1) == 0 ? power : -power;
    }

    // Eigen's rational approximation, as on the CPU: a few units in the last place. Beyond 4 the function is 1 to the last bit.
    private static float Erf(float v)
    {
        var x = IntrinsicMath.Min(IntrinsicMath.Max(v, -4f), 4f);
        var s = x * x;
        var odd = -2.72614225801306e-10f;
        odd = odd * s + 2.77068142495902e-08f;
        odd = odd * s - 2.10102402082508e-06f;
        odd = odd * s - 5.69250639462346e-05f;
        odd = odd * s - 7.34990630326855e-04f;
        odd = odd * s - 2.95459980854025e-03f;
        odd = odd * s - 1.60960333262415e-02f;
        var even = -1.45660718464996e-05f;
        even = even * s - 2.13374055278905e-04f;
        even = even * s - 1.68282697438203e-03f;
        even = even * s - 7.37332916720468e-03f;
        even = even * s - 1.42647390514189e-02f;
        return x * odd / even;
    }
}
