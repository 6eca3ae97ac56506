namespace Freeze.Kernels.Tests;

/// <summary>One call of the distance kernel, with what it must answer by plain loops in double.</summary>
public sealed record LookUp(float[] Keys, float[] Centroids, int[] Classes, int Length)
{
    // A score is a ratio of distances that are exact to a few units in the last place.
    private const double Tolerance = 1e-5;

    public int Batch => Keys.Length / Length;

    public int Count => Classes.Length;

    /// <summary>Everybody is under way.</summary>
    public int[] Live => [Batch, .. Enumerable.Range(0, Batch)];

    /// <summary>Random values; the same seed gives the same call.</summary>
    public static LookUp Random(int seed, int batch, int count, int length, int classes)
    {
        var random = new Random(seed);
        float[] Values(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)(random.NextDouble() * 2 - 1))];
        return new LookUp(
            Values(batch * length),
            Values(count * length),
            [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))],
            length);
    }

    public double SquaredDistance(int key, int centroid)
    {
        double sum = 0;
        for (var j = 0; j < Length; j++)
        {
            var difference = (double)Keys[key * Length + j] - Centroids[centroid * Length + j];
            sum += difference * difference;
        }

        return sum;
    }

    public (int Class, double First, double Second) Naive(int key)
    {
        var nearest = Enumerable.Range(0, Count).MinBy(i => SquaredDistance(key, i));
        var others = Enumerable.Range(0, Count).Where(i => Classes[i] != Classes[nearest]).Select(i => SquaredDistance(key, i));
        return (Classes[nearest], SquaredDistance(key, nearest), others.DefaultIfEmpty(double.PositiveInfinity).Min());
    }

    /// <summary>Class and score of every key, [keys, 2], for random values, where float has no ties to break.</summary>
    public void Check(float[] verdicts)
    {
        for (var key = 0; key < Batch; key++)
        {
            var (expectedClass, first, second) = Naive(key);
            var score = second > 0 && double.IsFinite(second) ? 1 - Math.Sqrt(first / second) : 0;
            Assert.InRange(verdicts[key * 2 + 1], score - Tolerance, score + Tolerance);

            // Two classes within rounding of one another may change places.
            if (score > Tolerance || double.IsInfinity(second)) Assert.Equal(expectedClass, verdicts[key * 2]);
        }
    }
}
