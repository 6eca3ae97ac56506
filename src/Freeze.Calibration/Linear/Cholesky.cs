using System.Numerics.Tensors;

namespace Freeze.Calibration.Linear;

/// <summary>
/// The factor L of a symmetric positive definite matrix A = L L^T, row-major, and the two triangular solves. Every element is one sum in a fixed
/// order, so the result does not depend on the number of threads.
/// </summary>
public sealed class Cholesky
{
    // Columns that are finished together: their rows of L stay in the second-level cache while all rows below are updated.
    private const int Panel = 32;

    private readonly double[] _factor;

    private Cholesky(double[] factor, int size)
    {
        _factor = factor;
        Size = size;
    }

    /// <summary>Rows and columns of the matrix.</summary>
    public int Size { get; }

    /// <summary>Factorises a matrix in place; only its lower triangle is read.</summary>
    /// <param name="matrix">Symmetric matrix, [size, size] row-major; becomes the factor.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="parallel">How many threads may help, and the token that stops them.</param>
    /// <returns>The factor, or null when the matrix is not positive definite.</returns>
    public static Cholesky? Factorise(double[] matrix, int size, ParallelOptions? parallel = null)
    {
        parallel ??= new ParallelOptions();
        for (var start = 0; start < size; start += Panel)
        {
            int first = start, end = Math.Min(size, start + Panel);
            if (first > 0) Parallel.For(first, size, parallel, row => Subtract(matrix, size, row, first, Math.Min(end, row + 1)));
            for (var row = first; row < end; row++)
            {
                Finish(matrix, size, row, first, row);
                var tail = Row(matrix, size, row)[first..row];
                var pivot = matrix[row * size + row] - TensorPrimitives.Dot(tail, tail);
                if (!(pivot > 0) || double.IsInfinity(pivot)) return null;
                matrix[row * size + row] = Math.Sqrt(pivot);
            }

            Parallel.For(end, size, parallel, row => Finish(matrix, size, row, first, end));
        }

        return new Cholesky(matrix, size);
    }

    /// <summary>Solves L x = b in place.</summary>
    /// <param name="vector">b; becomes x.</param>
    public void SolveLower(Span<double> vector)
    {
        for (var i = 0; i < Size; i++)
            vector[i] = (vector[i] - TensorPrimitives.Dot<double>(Row(_factor, Size, i)[..i], vector[..i])) / _factor[i * Size + i];
    }

    /// <summary>Solves L^T x = b in place.</summary>
    /// <param name="vector">b; becomes x.</param>
    public void SolveUpper(Span<double> vector)
    {
        for (var i = Size - 1; i >= 0; i--)
        {
            vector[i] /= _factor[i * Size + i];
            TensorPrimitives.MultiplyAdd(Row(_factor, Size, i)[..i], -vector[i], vector[..i], vector[..i]);
        }
    }

    private static ReadOnlySpan<double> Row(double[] matrix, int size, int row) => matrix.AsSpan(row * size, size);

    // What the finished columns before the panel take away from a row of it.
    private static void Subtract(double[] matrix, int size, int row, int first, int end)
    {
        var left = Row(matrix, size, row)[..first];
        for (var column = first; column < end; column++)
            matrix[row * size + column] -= TensorPrimitives.Dot(left, Row(matrix, size, column)[..first]);
    }

    private static void Finish(double[] matrix, int size, int row, int first, int end)
    {
        for (var column = first; column < end; column++)
        {
            var dot = TensorPrimitives.Dot(Row(matrix, size, row)[first..column], Row(matrix, size, column)[first..column]);
            matrix[row * size + column] = (matrix[row * size + column] - dot) / matrix[column * size + column];
        }
    }
}
