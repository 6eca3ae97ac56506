using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Freeze.Calibration.Learned;

/// <summary>
/// Products of small dense matrices on one thread. Every element is one sum in a fixed order, so a predictor is the same however many are trained at
/// once.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Columns that are computed together; a right factor has a multiple of it.</summary>
    public const int Width = 16;

    // Rows of a tile: eight accumulators hide the latency of the additions.
    private const int Height = 4;

    /// <summary>Computes result = left * right.</summary>
    /// <param name="left">Left factor; element (i, k) lies at i * rowStride + k * columnStride.</param>
    /// <param name="rowStride">Distance of rows in the left factor.</param>
    /// <param name="columnStride">Distance of columns in the left factor.</param>
    /// <param name="right">Right factor, [inner, columns] row-major.</param>
    /// <param name="result">Receives [rows, columns] row-major.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="inner">Length of the sums.</param>
    /// <param name="columns">Columns of the result, a multiple of 16.</param>
    public static void Multiply(
        ReadOnlySpan<float> left, int rowStride, int columnStride, ReadOnlySpan<float> right, Span<float> result, int rows, int inner, int columns)
    {
        if (rows == 0 || inner == 0) return;
        if (columns % Width != 0 || left.Length <= (rows - 1) * rowStride + (inner - 1) * columnStride
            || right.Length < inner * columns || result.Length < rows * columns)
            throw new ArgumentException("The matrices do not fit each other.");
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var c = ref MemoryMarshal.GetReference(result);

        // A panel of the right factor stays near while all rows of the left one pass by.
        for (var column = 0; column < columns; column += Width)
        {
            var row = 0;
            for (; row + Height <= rows; row += Height)
                Tile(ref Unsafe.Add(ref a, row * rowStride), rowStride, columnStride, ref Unsafe.Add(ref b, column),
                    ref Unsafe.Add(ref c, row * columns + column), inner, columns);
            for (; row < rows; row++)
                Row(ref Unsafe.Add(ref a, row * rowStride), columnStride, ref Unsafe.Add(ref b, column),
                    ref Unsafe.Add(ref c, row * columns + column), inner, columns);
        }
    }

    private static void Tile(ref float a, int rowStride, int columnStride, ref float b, ref float c, int inner, int columns)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var k = 0; k < inner; k++)
        {
            var r0 = Vector256.LoadUnsafe(ref b);
            var r1 = Vector256.LoadUnsafe(ref b, 8);
            var v = Vector256.Create(a);
            a0 = Vector256.MultiplyAddEstimate(v, r0, a0);
            a1 = Vector256.MultiplyAddEstimate(v, r1, a1);
            v = Vector256.Create(Unsafe.Add(ref a, rowStride));
            b0 = Vector256.MultiplyAddEstimate(v, r0, b0);
            b1 = Vector256.MultiplyAddEstimate(v, r1, b1);
            v = Vector256.Create(Unsafe.Add(ref a, 2 * rowStride));
            c0 = Vector256.MultiplyAddEstimate(v, r0, c0);
            c1 = Vector256.MultiplyAddEstimate(v, r1, c1);
            v = Vector256.Create(Unsafe.Add(ref a, 3 * rowStride));
            d0 = Vector256.MultiplyAddEstimate(v, r0, d0);
            d1 = Vector256.MultiplyAddEstimate(v, r1, d1);
            a = ref Unsafe.Add(ref a, columnStride);
            b = ref Unsafe.Add(ref b, columns);
        }

        Store(a0, a1, ref c);
        Store(b0, b1, ref Unsafe.Add(ref c, columns));
        Store(c0, c1, ref Unsafe.Add(ref c, 2 * columns));
        Store(d0, d1, ref Unsafe.Add(ref c, 3 * columns));
    }

    private static void Row(ref float a, int columnStride, ref float b, ref float c, int inner, int columns)
    {
        Vector256<float> low = default, high = default;
        for (var k = 0; k < inner; k++)
        {
            var v = Vector256.Create(a);
            low = Vector256.MultiplyAddEstimate(v, Vector256.LoadUnsafe(ref b), low);
            high = Vector256.MultiplyAddEstimate(v, Vector256.LoadUnsafe(ref b, 8), high);
            a = ref Unsafe.Add(ref a, columnStride);
            b = ref Unsafe.Add(ref b, columns);
        }

        Store(low, high, ref c);
    }

    private static void Store(Vector256<float> low, Vector256<float> high, ref float c)
    {
        low.StoreUnsafe(ref c);
        high.StoreUnsafe(ref c, 8);
    }
}
