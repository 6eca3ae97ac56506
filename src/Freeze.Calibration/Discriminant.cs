using System.Numerics.Tensors;
using Freeze.Calibration.Linear;

namespace Freeze.Calibration;

/// <summary>
/// A regularised linear discriminant: the few directions in which classes differ most, scaled so that the scatter within a class is the identity. In
/// such a space Euclidean distance is what tells classes apart, and a key of at most 32 values is all that a look-up compares.
/// </summary>
public sealed class Discriminant
{
    private Discriminant(float[] projection, float[] offset)
    {
        Projection = projection;
        Offset = offset;
    }

    /// <summary>Rows of the projection, [d, D] row-major.</summary>
    public float[] Projection { get; }

    /// <summary>Added to the projected features, [d]: keys are centred.</summary>
    public float[] Offset { get; }

    /// <summary>Length of a key, d: at most the classes that occur, less one.</summary>
    public int KeyLength => Offset.Length;

    /// <summary>Fits a projection. The result does not depend on the number of threads.</summary>
    /// <param name="features">Pooled activations.</param>
    /// <param name="classes">Class of each row; rows of a negative class are left out.</param>
    /// <param name="classCount">Number of classes; some may not occur.</param>
    /// <param name="ridge">Share of the mean variance that is added to every variance: few images know little about many features.</param>
    /// <param name="maximum">Longest key.</param>
    /// <param name="parallel">How many threads may help, and the token that stops them.</param>
    /// <returns>The projection, or null when fewer than two classes occur or nothing tells them apart.</returns>
    public static Discriminant? Fit(
        FeatureMatrix features, ReadOnlyMemory<int> classes, int classCount, double ridge = 1e-2, int maximum = 32,
        ParallelOptions? parallel = null) =>
        Fit(features, classes, classCount, [ridge], maximum, parallel)[0];

    /// <summary>Fits a projection for each of several ridges; what they share is computed once.</summary>
    internal static Discriminant?[] Fit(
        FeatureMatrix features, ReadOnlyMemory<int> classes, int classCount, IReadOnlyList<double> ridges, int maximum, ParallelOptions? parallel)
    {
        parallel ??= new ParallelOptions();
        var found = new Discriminant?[ridges.Count];
        var size = features.Columns;
        var (means, counts) = ClassMeans(features, classes.Span, classCount);
        double rows = counts.Sum();
        var present = Enumerable.Range(0, classCount).Where(c => counts[c] > 0).ToArray();
        if (present.Length < 2) return found;

        var single = Array.ConvertAll(means, mean => Array.ConvertAll(mean, v => (float)v));
        var within = Scatter.Within(features, classes, single, parallel);
        TensorPrimitives.Divide<double>(within, rows, within);
        var trace = 0.0;
        for (var i = 0; i < size; i++) trace += within[i * size + i];
        if (!(trace > 0)) return found;

        // Class means, weighted so that their Gram matrix in the whitened space has the eigenvalues of the scatter between classes.
        var overall = new double[size];
        foreach (var c in present) TensorPrimitives.MultiplyAdd<double>(means[c], counts[c] / rows, overall, overall);
        var between = new double[present.Length * size];
        for (var r = 0; r < present.Length; r++)
        {
            var row = between.AsSpan(r * size, size);
            TensorPrimitives.Subtract<double>(means[present[r]], overall, row);
            TensorPrimitives.Multiply(row, Math.Sqrt(counts[present[r]] / rows), row);
        }

        for (var k = 0; k < found.Length; k++)
        {
            var shrunk = k == found.Length - 1 ? within : within.ToArray();
            for (var i = 0; i < size; i++) shrunk[i * size + i] += ridges[k] * trace / size;
            if (Cholesky.Factorise(shrunk, size, parallel) is not { } factor) continue;
            var whitened = between.ToArray();
            Parallel.For(0, present.Length, parallel, r => factor.SolveLower(whitened.AsSpan(r * size, size)));
            found[k] = Project(whitened, present.Length, overall, factor, Math.Min(Math.Min(present.Length - 1, maximum), size));
        }

        return found;
    }

    private static Discriminant? Project(double[] between, int rows, double[] overall, Cholesky factor, int length)
    {
        var size = factor.Size;
        var gram = new double[rows * rows];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                gram[i * rows + j] = gram[j * rows + i] =
                    TensorPrimitives.Dot<double>(between.AsSpan(i * size, size), between.AsSpan(j * size, size));
            }
        }

        var (values, vectors) = SymmetricEigen.Largest(gram, rows, length);
        length = values.TakeWhile(v => v > 1e-9 * values[0] && v > 0).Count();
        if (length == 0) return null;

        var projection = new float[length * size];
        var offset = new float[length];
        var direction = new double[size];
        for (var k = 0; k < length; k++)
        {
            Array.Clear(direction);
            for (var i = 0; i < rows; i++)
                TensorPrimitives.MultiplyAdd(between.AsSpan(i * size, size), vectors[k * rows + i] / Math.Sqrt(values[k]), direction, direction);
            factor.SolveUpper(direction);
            for (var j = 0; j < size; j++) projection[k * size + j] = (float)direction[j];
            offset[k] = (float)-TensorPrimitives.Dot<double>(direction, overall);
        }

        return projection.All(float.IsFinite) && offset.All(float.IsFinite) ? new Discriminant(projection, offset) : null;
    }

    private static (double[][] Means, int[] Counts) ClassMeans(FeatureMatrix features, ReadOnlySpan<int> classes, int classCount)
    {
        var means = new double[classCount][];
        for (var c = 0; c < classCount; c++) means[c] = new double[features.Columns];
        var counts = new int[classCount];
        var line = new float[features.Columns];
        for (var row = 0; row < features.Rows; row++)
        {
            if (classes[row] < 0) continue;
            features.Load(row, line);
            var mean = means[classes[row]];
            counts[classes[row]]++;
            for (var j = 0; j < mean.Length; j++) mean[j] += line[j];
        }

        for (var c = 0; c < classCount; c++)
            if (counts[c] > 0) TensorPrimitives.Divide<double>(means[c], counts[c], means[c]);
        return (means, counts);
    }

    /// <summary>Projects every row of a matrix.</summary>
    /// <param name="features">Pooled activations.</param>
    /// <param name="parallel">How many threads may help, and the token that stops them.</param>
    /// <returns>Keys, [rows, d] row-major.</returns>
    public float[] Keys(FeatureMatrix features, ParallelOptions? parallel = null)
    {
        var keys = new float[features.Rows * KeyLength];
        Parallel.For(0, features.Rows, parallel ?? new ParallelOptions(), () => new float[features.Columns], (row, _, line) =>
        {
            features.Load(row, line);
            for (var k = 0; k < KeyLength; k++)
                keys[row * KeyLength + k] = TensorPrimitives.Dot<float>(line, Projection.AsSpan(k * line.Length, line.Length)) + Offset[k];
            return line;
        }, _ => { });
        return keys;
    }
}
