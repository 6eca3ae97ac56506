using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Freeze.Calibration.Learned;

/// <summary>Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019) for one array of weights.</summary>
/// <param name="weights">The weights, changed in place; a multiple of 8 of them.</param>
/// <param name="decay">Weight decay.</param>
internal sealed class Adam(float[] weights, double decay)
{
    private const double First = 0.9, Second = 0.999;
    private const float Epsilon = 1e-8f;

    private readonly float[] _mean = new float[weights.Length];
    private readonly float[] _square = new float[weights.Length];
    private int _steps;

    /// <summary>Takes a step against a gradient.</summary>
    /// <param name="gradient">Gradient of the loss, as long as the weights.</param>
    /// <param name="rate">Learning rate.</param>
    public void Step(ReadOnlySpan<float> gradient, double rate)
    {
        _steps++;

        // The corrections for moments that start at zero.
        var mean = (float)(rate / (1 - Math.Pow(First, _steps)));
        var root = (float)(1 / Math.Sqrt(1 - Math.Pow(Second, _steps)));
        var keep = (float)(1 - rate * decay);
        var w = MemoryMarshal.Cast<float, Vector256<float>>(weights.AsSpan());
        var m = MemoryMarshal.Cast<float, Vector256<float>>(_mean.AsSpan());
        var s = MemoryMarshal.Cast<float, Vector256<float>>(_square.AsSpan());
        var g = MemoryMarshal.Cast<float, Vector256<float>>(gradient);
        for (var i = 0; i < w.Length; i++)
        {
            m[i] += (g[i] - m[i]) * (float)(1 - First);
            s[i] += (g[i] * g[i] - s[i]) * (float)(1 - Second);
            w[i] = w[i] * keep - m[i] * mean / (Vector256.Sqrt(s[i]) * root + Vector256.Create(Epsilon));
        }
    }
}
