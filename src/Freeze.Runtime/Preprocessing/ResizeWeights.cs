using System.Buffers;

namespace Freeze.Preprocessing;

/// <summary>
/// The pixels along one side under the triangle filter of each new pixel, and their weights as whole numbers: the numbers of Pillow's
/// <c>precompute_coeffs</c> and <c>normalize_coeffs_8bpc</c> (libImaging/Resample.c). A side that keeps its length has the single weight 1.
/// </summary>
internal readonly ref struct ResizeWeights
{
    /// <summary>Half a level, so that what is cut off rounds.</summary>
    public const int Half = 1 << (Bits - 1);

    // A sum of weights and bytes then fits in 32 bits with a sign and a bit to spare.
    private const int Bits = 32 - 8 - 2;

    private readonly int[] _numbers;
    private readonly int _most;

    /// <summary>Works them out.</summary>
    /// <param name="size">Pixels along the side.</param>
    /// <param name="newSize">New pixels along the side.</param>
    /// <param name="skipped">New pixels at its beginning that are not wanted.</param>
    /// <param name="count">New pixels that are.</param>
    public ResizeWeights(int size, long newSize, long skipped, int count)
    {
        var scale = (double)size / newSize;
        var support = Math.Max(scale, 1);
        _most = (int)Math.Min((long)Math.Ceiling(support) * 2 + 1, size);
        _numbers = ArrayPool<int>.Shared.Rent(checked(count * (_most + 2)));
        var weights = ArrayPool<double>.Shared.Rent(_most);
        for (var i = 0; i < count; i++)
        {
            var centre = (skipped + i + 0.5) * scale;
            var (first, end) = newSize == size ? ((int)(skipped + i), (int)(skipped + i) + 1)
                : ((int)Math.Max(centre - support + 0.5, 0), (int)Math.Min(centre + support + 0.5, size));
            double sum = 0;
            for (var x = first; x < end; x++) sum += weights[x - first] = Triangle((x - centre + 0.5) * (1 / support));
            var own = _numbers.AsSpan(i * (_most + 2), _most + 2);
            (own[0], own[1]) = (first, end - first);
            for (var x = 0; x < end - first; x++) own[x + 2] = newSize == size ? 1 << Bits : ToFixed(weights[x] / sum);
        }

        ArrayPool<double>.Shared.Return(weights);
    }

    /// <summary>The most pixels that stand under one filter.</summary>
    public int Most => _most;

    /// <summary>The first pixel under a new pixel's filter.</summary>
    public int First(int index) => _numbers[index * (_most + 2)];

    /// <summary>The pixel behind the last one.</summary>
    public int End(int index) => First(index) + _numbers[index * (_most + 2) + 1];

    /// <summary>The weights of a new pixel's filter.</summary>
    public ReadOnlySpan<int> Of(int index) => _numbers.AsSpan(index * (_most + 2) + 2, _numbers[index * (_most + 2) + 1]);

    /// <summary>A weighted sum of bytes as a byte.</summary>
    public static byte ToByte(int sum) => (byte)Math.Clamp(sum >> Bits, 0, 255);

    public void Dispose() => ArrayPool<int>.Shared.Return(_numbers);

    private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    private static int ToFixed(double weight) => (int)(0.5 + weight * (1 << Bits));
}
