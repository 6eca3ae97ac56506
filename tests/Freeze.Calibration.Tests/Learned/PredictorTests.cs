using Freeze.Calibration.Learned;

namespace Freeze.Calibration.Tests.Learned;

public class PredictorTests
{
    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(4, 7, 32)]
    [InlineData(11, 5, 48)]
    public void Products_equal_naive_ones_in_both_orders_of_the_left_factor(int rows, int inner, int columns)
    {
        var random = new Random(1);
        float[] left = Draw(random, rows * inner), right = Draw(random, inner * columns), plain = new float[rows * columns], turned = new float[rows * columns];
        var transposed = new float[left.Length];
        for (var i = 0; i < rows; i++)
            for (var k = 0; k < inner; k++) transposed[k * rows + i] = left[i * inner + k];
        MatrixProduct.Multiply(left, inner, 1, right, plain, rows, inner, columns);
        MatrixProduct.Multiply(transposed, 1, rows, right, turned, rows, inner, columns);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var expected = Enumerable.Range(0, inner).Sum(k => (double)left[i * inner + k] * right[k * columns + j]);
                Assert.Equal(expected, plain[i * columns + j], 1e-5);
            }
        }

        Assert.Equal(plain, turned);
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(left, inner, 1, right, plain, rows, inner, columns + 1));
    }

    /// <summary>Every derivative against central differences of the loss in double; single precision errs by about 1e-6 here.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void The_gradient_is_that_of_finite_differences(int hidden)
    {
        const int rows = 5, inputs = 6, classes = 3;
        var random = new Random(2);
        var predictor = new Predictor(inputs, hidden, classes, random);
        foreach (var weights in Weights(predictor))
            foreach (ref var weight in weights.AsSpan()) weight = (float)Gaussian.Next(random) * 0.5f;
        var features = Draw(random, rows * inputs);
        float[] targets = [.. Enumerable.Range(0, rows).SelectMany(i => new[] { 0.2f, 0.5f, 0.3f }.Skip(i % 3).Concat(new[] { 0.2f, 0.5f, 0.3f }.Take(i % 3)))];
        var gradient = new PredictorGradient(predictor, rows);
        Assert.Equal(Loss(predictor, features, targets, rows), gradient.Compute(features, inputs, targets, rows), 1e-5);

        float[][] derivatives = [gradient.First, gradient.FirstBias, gradient.Second, gradient.SecondBias];
        var compared = 0;
        foreach (var (weights, derivative) in Weights(predictor).Zip(derivatives))
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var old = weights[i];
                const float step = 1f / 1024;
                weights[i] = old + step;
                var up = Loss(predictor, features, targets, rows);
                weights[i] = old - step;
                var down = Loss(predictor, features, targets, rows);
                double width = (old + step) - (double)(old - step);
                weights[i] = old;
                Assert.Equal((up - down) / width, derivative[i], 2e-4);
                if (Math.Abs(derivative[i]) > 1e-3) compared++;
            }
        }

        Assert.True(compared > 10, "Nearly all derivatives are zero.");
    }

    private static float[][] Weights(Predictor p) => [p.First, p.FirstBias, p.Second, p.SecondBias];

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)Gaussian.Next(random))];

    private static double Loss(Predictor p, float[] features, float[] targets, int rows)
    {
        var loss = 0.0;
        for (var r = 0; r < rows; r++)
        {
            double[] x = [.. features.Skip(r * p.Inputs).Take(p.Inputs).Select(v => (double)v)];
            if (p.Hidden > 0) x = [.. Layer(x, p.First, p.FirstBias, p.Hidden, p.Hidden).Select(v => Math.Max(0, v))];
            var z = Layer(x, p.Second, p.SecondBias, p.Logits, p.Classes);
            var log = Math.Log(z.Sum(Math.Exp));
            for (var c = 0; c < p.Classes; c++) loss -= targets[r * p.Classes + c] * (z[c] - log);
        }

        return loss / rows;
    }

    private static double[] Layer(double[] x, float[] weights, float[] bias, int stride, int outputs) =>
        [.. Enumerable.Range(0, outputs).Select(o => bias[o] + x.Select((v, i) => v * weights[i * stride + o]).Sum())];
}
