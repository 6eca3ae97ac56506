using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Freeze.Bench.Paper;

/// <summary>
/// The paper's projection: one layer of rectified units on the whole activation. Its weights are far larger than any cache of the processor, so they
/// lie in panels of 16 units, [units / 16][inputs][16], and are walked through in blocks of inputs.
/// </summary>
/// <param name="inputs">Values of an activation, a multiple of 256.</param>
/// <param name="units">Units, a multiple of 16.</param>
internal sealed class Projection(int inputs, int units)
{
    private const int Width = 16, Group = 8, Block = 256, Tile = 4;
    private const float First = 0.1f, Second = 0.001f, Epsilon = 1e-8f;

    private readonly float[] _weights = new float[inputs * units];
    private readonly float[] _mean = new float[inputs * units];
    private readonly float[] _square = new float[inputs * units];
    private readonly float[] _bias = new float[units];

    /// <summary>Floats from one row of activations to the next: a cache line more, or all rows would fall on the same sets of the cache.</summary>
    public int Stride => inputs + Width;

    /// <summary>Draws first weights by He's rule.</summary>
    public void Draw(int seed) => Parallel.For(0, units / Width, panel =>
    {
        var random = new Random(seed + panel);
        var range = (float)Math.Sqrt(6.0 / inputs);
        foreach (ref var weight in _weights.AsSpan(panel * inputs * Width, inputs * Width)) weight = range * (2 * random.NextSingle() - 1);
    });

    /// <summary>Projects rows.</summary>
    /// <param name="features">Standardised activations, [rows, stride].</param>
    /// <param name="rows">Rows, a multiple of 4.</param>
    /// <param name="keys">Receives the rectified units, [rows, units].</param>
    public void Forward(float[] features, int rows, float[] keys) => Parallel.For(0, units / (Width * Group), group =>
    {
        // A block of activations stays near while several panels pass by.
        var sums = new float[Group * rows * Width];
        for (var block = 0; block < inputs; block += Block)
            for (var panel = 0; panel < Group; panel++)
                for (var row = 0; row < rows; row += Tile)
                    Multiply(
                        ref features[row * Stride + block], ref _weights[((group * Group + panel) * inputs + block) * Width],
                        ref sums[(panel * rows + row) * Width]);
        for (var panel = 0; panel < Group; panel++)
            for (var row = 0; row < rows; row++)
                for (var unit = 0; unit < Width; unit++)
                {
                    var at = (group * Group + panel) * Width + unit;
                    keys[row * units + at] = Math.Max(0, sums[(panel * rows + row) * Width + unit] + _bias[at]);
                }
    });

    /// <summary>One step of Adam against the error of the units; the gradient is never written down.</summary>
    /// <param name="features">Standardised activations, [rows, stride].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="error">Derivatives of the loss by the units before the rectifier, [rows, units].</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="step">Number of the step, from 1 on.</param>
    public void Step(float[] features, int rows, float[] error, double rate, int step)
    {
        var pace = (float)(rate / (1 - Math.Pow(1 - First, step)));
        var root = (float)(1 / Math.Sqrt(1 - Math.Pow(1 - Second, step)));
        Parallel.For(0, units / (Width * Group), group =>
        {
            // The errors of a panel side by side.
            var own = new float[Group * rows * Width];
            for (var panel = 0; panel < Group; panel++)
                for (var row = 0; row < rows; row++)
                    error.AsSpan(row * units + (group * Group + panel) * Width, Width).CopyTo(own.AsSpan((panel * rows + row) * Width));
            for (var block = 0; block < inputs; block += Block)
                for (var panel = 0; panel < Group; panel++)
                    for (var input = block; input < block + Block; input += Tile)
                        Learn(
                            ref features[input], ref own[panel * rows * Width], rows,
                            ((group * Group + panel) * inputs + input) * Width, pace, root);
            for (var unit = 0; unit < Group * Width; unit++)
            {
                var sum = 0f;
                for (var row = 0; row < rows; row++) sum += error[row * units + group * Group * Width + unit];
                _bias[group * Group * Width + unit] -= (float)rate * sum;
            }
        });
    }

    // Four rows against 16 units over a block of inputs.
    private void Multiply(ref float x, ref float w, ref float sums)
    {
        ref var x1 = ref Unsafe.Add(ref x, Stride);
        ref var x2 = ref Unsafe.Add(ref x, 2 * Stride);
        ref var x3 = ref Unsafe.Add(ref x, 3 * Stride);
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var k = 0; k < Block; k++)
        {
            var (low, high) = (Vector256.LoadUnsafe(ref w, (nuint)(k * Width)), Vector256.LoadUnsafe(ref w, (nuint)(k * Width + 8)));
            var v = Vector256.Create(Unsafe.Add(ref x, k));
            a0 = Vector256.MultiplyAddEstimate(v, low, a0);
            a1 = Vector256.MultiplyAddEstimate(v, high, a1);
            v = Vector256.Create(Unsafe.Add(ref x1, k));
            b0 = Vector256.MultiplyAddEstimate(v, low, b0);
            b1 = Vector256.MultiplyAddEstimate(v, high, b1);
            v = Vector256.Create(Unsafe.Add(ref x2, k));
            c0 = Vector256.MultiplyAddEstimate(v, low, c0);
            c1 = Vector256.MultiplyAddEstimate(v, high, c1);
            v = Vector256.Create(Unsafe.Add(ref x3, k));
            d0 = Vector256.MultiplyAddEstimate(v, low, d0);
            d1 = Vector256.MultiplyAddEstimate(v, high, d1);
        }

        Store(a0, a1, ref sums);
        Store(b0, b1, ref Unsafe.Add(ref sums, Width));
        Store(c0, c1, ref Unsafe.Add(ref sums, 2 * Width));
        Store(d0, d1, ref Unsafe.Add(ref sums, 3 * Width));
    }

    // Gradient and step of four inputs' weights into 16 units.
    private void Learn(ref float x, ref float e, int rows, int at, float pace, float root)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var row = 0; row < rows; row++)
        {
            var (low, high) = (Vector256.LoadUnsafe(ref e, (nuint)(row * Width)), Vector256.LoadUnsafe(ref e, (nuint)(row * Width + 8)));
            ref var line = ref Unsafe.Add(ref x, row * Stride);
            var v = Vector256.Create(line);
            a0 = Vector256.MultiplyAddEstimate(v, low, a0);
            a1 = Vector256.MultiplyAddEstimate(v, high, a1);
            v = Vector256.Create(Unsafe.Add(ref line, 1));
            b0 = Vector256.MultiplyAddEstimate(v, low, b0);
            b1 = Vector256.MultiplyAddEstimate(v, high, b1);
            v = Vector256.Create(Unsafe.Add(ref line, 2));
            c0 = Vector256.MultiplyAddEstimate(v, low, c0);
            c1 = Vector256.MultiplyAddEstimate(v, high, c1);
            v = Vector256.Create(Unsafe.Add(ref line, 3));
            d0 = Vector256.MultiplyAddEstimate(v, low, d0);
            d1 = Vector256.MultiplyAddEstimate(v, high, d1);
        }

        Adam(a0, at, pace, root);
        Adam(a1, at + 8, pace, root);
        Adam(b0, at + Width, pace, root);
        Adam(b1, at + Width + 8, pace, root);
        Adam(c0, at + 2 * Width, pace, root);
        Adam(c1, at + 2 * Width + 8, pace, root);
        Adam(d0, at + 3 * Width, pace, root);
        Adam(d1, at + 3 * Width + 8, pace, root);
    }

    private void Adam(Vector256<float> gradient, int at, float pace, float root)
    {
        ref var w = ref _weights[at];
        ref var m = ref _mean[at];
        ref var s = ref _square[at];
        var (mean, square) = (Vector256.LoadUnsafe(ref m), Vector256.LoadUnsafe(ref s));
        mean += (gradient - mean) * First;
        square += (gradient * gradient - square) * Second;
        mean.StoreUnsafe(ref m);
        square.StoreUnsafe(ref s);
        (Vector256.LoadUnsafe(ref w) - mean * pace / (Vector256.Sqrt(square) * root + Vector256.Create(Epsilon))).StoreUnsafe(ref w);
    }

    private static void Store(Vector256<float> low, Vector256<float> high, ref float sums)
    {
        (Vector256.LoadUnsafe(ref sums) + low).StoreUnsafe(ref sums);
        (Vector256.LoadUnsafe(ref sums, 8) + high).StoreUnsafe(ref sums, 8);
    }
}
