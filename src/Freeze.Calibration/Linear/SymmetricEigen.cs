using System.Numerics.Tensors;

namespace Freeze.Calibration.Linear;

/// <summary>Eigenvalues and eigenvectors of symmetric matrices.</summary>
public static class SymmetricEigen
{
    // Beyond this size all eigenvectors cost more than the few largest by iteration.
    private const int FullSize = 160;

    /// <summary>The largest eigenvalues, largest first, and their eigenvectors.</summary>
    /// <param name="matrix">Symmetric matrix without negative eigenvalues, [size, size] row-major; left as it is.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="count">How many to find.</param>
    /// <returns>Values [count] and unit vectors [count, size], one a row.</returns>
    public static (double[] Values, double[] Vectors) Largest(ReadOnlySpan<double> matrix, int size, int count)
    {
        count = Math.Min(count, size);
        if (size > FullSize && count * 4 < size) return SubspaceIteration.Largest(matrix, size, count);
        var (values, vectors) = Jacobi(matrix.ToArray(), size);
        return (values[..count], vectors[..(count * size)]);
    }

    /// <summary>All eigenvalues, largest first, by cyclic Jacobi rotations: slow for large matrices, as exact as doubles allow.</summary>
    /// <param name="matrix">Symmetric matrix, [size, size] row-major; destroyed.</param>
    /// <param name="size">Rows and columns.</param>
    /// <returns>Values [size] and unit vectors [size, size], one a row.</returns>
    public static (double[] Values, double[] Vectors) Jacobi(double[] matrix, int size)
    {
        var vectors = new double[size * size];
        for (var i = 0; i < size; i++) vectors[i * size + i] = 1;
        var scale = TensorPrimitives.Norm<double>(matrix);
        for (var sweep = 0; sweep < 60; sweep++)
        {
            var rotated = false;
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    if (Math.Abs(matrix[p * size + q]) <= 1e-16 * scale) continue;
                    Rotate(matrix, vectors, size, p, q);
                    rotated = true;
                }
            }

            if (!rotated) break;
        }

        return Sort(matrix, vectors, size);
    }

    private static void Rotate(double[] matrix, double[] vectors, int size, int p, int q)
    {
        double app = matrix[p * size + p], aqq = matrix[q * size + q], apq = matrix[p * size + q];
        var theta = (aqq - app) / (2 * apq);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double cos = 1 / Math.Sqrt(t * t + 1), sin = t * cos;
        for (var k = 0; k < size; k++)
        {
            double akp = matrix[k * size + p], akq = matrix[k * size + q];
            matrix[k * size + p] = cos * akp - sin * akq;
            matrix[k * size + q] = sin * akp + cos * akq;
        }

        for (var k = 0; k < size; k++)
        {
            double apk = matrix[p * size + k], aqk = matrix[q * size + k];
            matrix[p * size + k] = cos * apk - sin * aqk;
            matrix[q * size + k] = sin * apk + cos * aqk;
            double vp = vectors[p * size + k], vq = vectors[q * size + k];
            vectors[p * size + k] = cos * vp - sin * vq;
            vectors[q * size + k] = sin * vp + cos * vq;
        }

        matrix[p * size + q] = matrix[q * size + p] = 0;
    }

    private static (double[] Values, double[] Vectors) Sort(double[] matrix, double[] vectors, int size)
    {
        var order = Enumerable.Range(0, size).OrderByDescending(i => matrix[i * size + i]).ThenBy(i => i).ToArray();
        var values = new double[size];
        var sorted = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            values[i] = matrix[order[i] * size + order[i]];
            vectors.AsSpan(order[i] * size, size).CopyTo(sorted.AsSpan(i * size));
        }

        return (values, sorted);
    }
}
