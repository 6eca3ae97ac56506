using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Freeze.Calibration.Linear;

/// <summary>
/// Sum of x x^T over the rows of a matrix, each less the mean of its class. Work is divided by tiles of the result, never by rows: every element is
/// summed in the same order whatever the number of threads.
/// </summary>
internal static class Scatter
{
    // Columns in a block, and rows that are summed in single precision before they are added in double.
    private const int Block = 16, Chunk = 256;

    /// <summary>
    /// Fills the lower triangle of [columns, columns]; the upper triangle is left zero outside of diagonal tiles. Rows of a negative class are left
    /// out.
    /// </summary>
    public static double[] Within(FeatureMatrix features, ReadOnlyMemory<int> classes, float[][] means, ParallelOptions parallel)
    {
        int columns = features.Columns, blocks = (columns + Block - 1) / Block;
        var sum = new double[columns * columns];
        var packed = new float[blocks * Chunk * Block];
        for (var start = 0; start < features.Rows; start += Chunk)
        {
            int first = start, rows = Math.Min(Chunk, features.Rows - start);
            Parallel.For(0, rows, parallel, () => new float[columns], (row, _, line) =>
            {
                var owner = classes.Span[first + row];
                features.Load(first + row, line);
                if (owner < 0) Array.Clear(line);
                else TensorPrimitives.Subtract(line, means[owner], line);
                for (var j = 0; j < columns; j++) packed[(j / Block * Chunk + row) * Block + j % Block] = line[j];
                return line;
            }, _ => { });

            // Long rows of tiles first, so that threads end together.
            Parallel.For(0, blocks, parallel, i =>
            {
                var row = blocks - 1 - i;
                for (var column = 0; column <= row; column++) AddTile(packed, rows, row, column, sum, columns);
            });
        }

        return sum;
    }

    // 16 x 16 results, four rows at a time: eight accumulators hide the latency of the additions.
    private static void AddTile(float[] packed, int rows, int blockRow, int blockColumn, double[] sum, int columns)
    {
        ref var left = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(packed), blockRow * Chunk * Block);
        ref var right = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(packed), blockColumn * Chunk * Block);
        for (var i = 0; i < Block; i += 4)
        {
            Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            for (var k = 0; k < rows; k++)
            {
                ref var l = ref Unsafe.Add(ref left, k * Block + i);
                var r0 = Vector256.LoadUnsafe(ref right, (nuint)(k * Block));
                var r1 = Vector256.LoadUnsafe(ref right, (nuint)(k * Block + 8));
                var v = Vector256.Create(l);
                a0 = Vector256.MultiplyAddEstimate(v, r0, a0);
                a1 = Vector256.MultiplyAddEstimate(v, r1, a1);
                v = Vector256.Create(Unsafe.Add(ref l, 1));
                b0 = Vector256.MultiplyAddEstimate(v, r0, b0);
                b1 = Vector256.MultiplyAddEstimate(v, r1, b1);
                v = Vector256.Create(Unsafe.Add(ref l, 2));
                c0 = Vector256.MultiplyAddEstimate(v, r0, c0);
                c1 = Vector256.MultiplyAddEstimate(v, r1, c1);
                v = Vector256.Create(Unsafe.Add(ref l, 3));
                d0 = Vector256.MultiplyAddEstimate(v, r0, d0);
                d1 = Vector256.MultiplyAddEstimate(v, r1, d1);
            }

            Spill(a0, a1, blockRow * Block + i, blockColumn * Block, sum, columns);
            Spill(b0, b1, blockRow * Block + i + 1, blockColumn * Block, sum, columns);
            Spill(c0, c1, blockRow * Block + i + 2, blockColumn * Block, sum, columns);
            Spill(d0, d1, blockRow * Block + i + 3, blockColumn * Block, sum, columns);
        }
    }

    private static void Spill(Vector256<float> low, Vector256<float> high, int row, int column, double[] sum, int columns)
    {
        if (row >= columns) return;
        var width = Math.Min(Block, columns - column);
        for (var j = 0; j < width; j++) sum[row * columns + column + j] += j < 8 ? low[j] : high[j - 8];
    }
}
