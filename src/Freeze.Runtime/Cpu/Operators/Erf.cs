using System.Numerics;
using System.Runtime.InteropServices;

namespace Freeze.Cpu.Operators;

/// <summary>The error function and GELU, by the rational approximation of Eigen: a few units in the last place, without an exponential.</summary>
internal static class Erf
{
    // Beyond 4 the function is 1 to the last bit of a float.
    private const float Saturated = 4;

    private static readonly float[] s_odd =
    [
        -2.72614225801306e-10f, 2.77068142495902e-08f, -2.10102402082508e-06f, -5.69250639462346e-05f,
        -7.34990630326855e-04f, -2.95459980854025e-03f, -1.60960333262415e-02f,
    ];

    private static readonly float[] s_even =
        [-1.45660718464996e-05f, -2.13374055278905e-04f, -1.68282697438203e-03f, -7.37332916720468e-03f, -1.42647390514189e-02f];

    public static void Apply(Span<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref var v in vectors) v = Of(v);
        foreach (ref var v in values[(vectors.Length * Vector<float>.Count)..]) v = Of(new Vector<float>(v))[0];
    }

    public static void Gelu(Span<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref var v in vectors) v = Gelu(v);
        foreach (ref var v in values[(vectors.Length * Vector<float>.Count)..]) v = Gelu(new Vector<float>(v))[0];
    }

    // A NaN passes: the caller reports it.
    private static Vector<float> Of(Vector<float> v)
    {
        var x = Vector.ConditionalSelect(Vector.GreaterThan(v, new(Saturated)), new(Saturated), v);
        x = Vector.ConditionalSelect(Vector.LessThan(v, new(-Saturated)), new(-Saturated), x);
        var square = x * x;
        return x * Polynomial(square, s_odd) / Polynomial(square, s_even);
    }

    private static Vector<float> Gelu(Vector<float> v) => v * (new Vector<float>(0.5f) + 0.5f * Of(v * 0.70710678f));

    private static Vector<float> Polynomial(Vector<float> x, float[] coefficients)
    {
        var sum = new Vector<float>(coefficients[0]);
        for (var i = 1; i < coefficients.Length; i++) sum = sum * x + new Vector<float>(coefficients[i]);
        return sum;
    }
}
