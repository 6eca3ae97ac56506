using CsCheck;
using Freeze.Calibration.Linear;

namespace Freeze.Calibration.Tests.Linear;

public class LinearTests
{
    [Fact]
    public void Cholesky_gives_the_matrix_back_and_solves()
    {
        Gen.Select(Gen.Int[1, 90], Gen.Int).Sample((size, seed) =>
        {
            var matrix = Positive(size, seed);
            var factor = matrix.ToArray();
            var cholesky = Cholesky.Factorise(factor, size)!;
            for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
            {
                double sum = 0;
                for (var k = 0; k <= j; k++) sum += factor[i * size + k] * factor[j * size + k];
                Assert.Equal(matrix[i * size + j], sum, 1e-10 * size);
            }

            var x = new double[size];
            for (var i = 0; i < size; i++) x[i] = Math.Sin(i + 1);
            var b = new double[size];
            for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++) b[i] += matrix[i * size + j] * x[j];
            cholesky.SolveLower(b);
            cholesky.SolveUpper(b);
            for (var i = 0; i < size; i++) Assert.Equal(x[i], b[i], 1e-7);
        }, iter: 60);
    }

    [Fact]
    public void Cholesky_is_the_same_on_any_number_of_threads()
    {
        const int Size = 150;
        var one = Positive(Size, 3);
        var four = one.ToArray();
        Cholesky.Factorise(one, Size, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        Cholesky.Factorise(four, Size, new ParallelOptions { MaxDegreeOfParallelism = 4 });
        Assert.Equal(one, four);
    }

    [Fact]
    public void Cholesky_refuses_what_is_not_positive_definite()
    {
        Assert.Null(Cholesky.Factorise([1, 2, 2, 1], 2));
        Assert.Null(Cholesky.Factorise([double.NaN], 1));
        Assert.Null(Cholesky.Factorise([0], 1));
    }

    [Fact]
    public void Jacobi_diagonalises()
    {
        Gen.Select(Gen.Int[1, 30], Gen.Int).Sample((size, seed) =>
        {
            var matrix = Positive(size, seed);
            var (values, vectors) = SymmetricEigen.Jacobi(matrix.ToArray(), size);
            Assert.Equal(values.OrderDescending(), values);
            for (var k = 0; k < size; k++)
            for (var i = 0; i < size; i++)
            {
                double sum = 0;
                for (var j = 0; j < size; j++) sum += matrix[i * size + j] * vectors[k * size + j];
                Assert.Equal(values[k] * vectors[k * size + i], sum, 1e-9 * size);
            }
        }, iter: 60);
    }

    [Fact]
    public void A_few_of_many_eigenvalues_are_those_of_the_full_solution()
    {
        const int Size = 170, Count = 9;
        var random = new Random(5);

        // Rank 12 with falling strength: what a scatter between many classes looks like.
        var matrix = new double[Size * Size];
        for (var r = 0; r < 12; r++)
        {
            var v = new double[Size];
            for (var i = 0; i < Size; i++) v[i] = random.NextDouble() - 0.5;
            for (var i = 0; i < Size; i++)
            for (var j = 0; j < Size; j++) matrix[i * Size + j] += v[i] * v[j] / (r + 1);
        }

        var (few, vectors) = SymmetricEigen.Largest(matrix, Size, Count);
        var (all, _) = SymmetricEigen.Jacobi(matrix.ToArray(), Size);
        Assert.Equal(Count, few.Length);
        Assert.Equal(Count * Size, vectors.Length);
        for (var k = 0; k < Count; k++) Assert.Equal(all[k], few[k], 1e-6 * all[0]);
    }

    private static double[] Positive(int size, int seed)
    {
        var random = new Random(seed);
        var half = new double[size * size];
        for (var i = 0; i < half.Length; i++) half[i] = random.NextDouble() - 0.5;
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++) matrix[i * size + j] += half[i * size + k] * half[j * size + k];
            if (i == j) matrix[i * size + j] += 0.1;
        }

        return matrix;
    }
}
