using System.Numerics.Tensors;

namespace Freeze.Calibration.Linear;

/// <summary>A few of the largest eigenvalues of a large symmetric matrix: power iteration on a whole subspace, then Rayleigh-Ritz.</summary>
internal static class SubspaceIteration
{
    public static (double[] Values, double[] Vectors) Largest(ReadOnlySpan<double> matrix, int size, int count)
    {
        // A wider subspace converges with the ratio of eigenvalues further apart.
        var width = Math.Min(size, count + Math.Max(8, count / 2));
        var random = new Random(1);
        var basis = new double[width * size];
        for (var i = 0; i < basis.Length; i++) basis[i] = random.NextDouble() - 0.5;
        Orthonormalise(basis, width, size);

        var image = new double[width * size];
        double[] values = [];
        for (var iteration = 0; iteration < 200; iteration++)
        {
            Apply(matrix, basis, image, width, size);
            var inner = new double[width * width];
            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    inner[i * width + j] = inner[j * width + i] = 0.5 * (Dot(basis, i, image, j, size) + Dot(basis, j, image, i, size));
                }
            }

            var (ritz, rotation) = SymmetricEigen.Jacobi(inner, width);
            var turned = new double[width * size];
            for (var i = 0; i < width; i++)
            {
                var row = turned.AsSpan(i * size, size);
                for (var j = 0; j < width; j++)
                    TensorPrimitives.MultiplyAdd(image.AsSpan(j * size, size), rotation[i * width + j], row, row);
            }

            basis = turned;
            Orthonormalise(basis, width, size);
            var settled = values.Length > 0;
            for (var i = 0; i < count && settled; i++) settled = Math.Abs(ritz[i] - values[i]) <= 1e-10 * Math.Abs(ritz[0]);
            values = ritz;
            if (settled) break;
        }

        return (values[..count], basis[..(count * size)]);
    }

    private static double Dot(double[] a, int i, double[] b, int j, int size) =>
        TensorPrimitives.Dot<double>(a.AsSpan(i * size, size), b.AsSpan(j * size, size));

    private static void Apply(ReadOnlySpan<double> matrix, double[] basis, double[] image, int width, int size)
    {
        for (var i = 0; i < width; i++)
        {
            for (var row = 0; row < size; row++)
                image[i * size + row] = TensorPrimitives.Dot(matrix.Slice(row * size, size), basis.AsSpan(i * size, size));
        }
    }

    // Gram-Schmidt, twice: the second pass removes what rounding left of the first.
    private static void Orthonormalise(double[] basis, int width, int size)
    {
        for (var i = 0; i < width; i++)
        {
            var row = basis.AsSpan(i * size, size);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                {
                    ReadOnlySpan<double> other = basis.AsSpan(j * size, size);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, row), row, row);
                }
            }

            var norm = TensorPrimitives.Norm<double>(row);
            if (norm > 0) TensorPrimitives.Divide(row, norm, row);
        }
    }
}
