using System.Numerics.Tensors;

namespace Freeze.Calibration.Learned;

/// <summary>Gradient of a predictor's loss over one batch: the mean cross-entropy between the network's probabilities and the predictor's.</summary>
/// <param name="predictor">The predictor.</param>
/// <param name="batch">Most rows of a batch.</param>
internal sealed class PredictorGradient(Predictor predictor, int batch)
{
    private readonly float[] _hidden = new float[batch * predictor.Hidden];
    private readonly float[] _hiddenError = new float[batch * predictor.Hidden];
    private readonly float[] _logits = new float[batch * predictor.Logits];
    private readonly float[] _transposed = new float[predictor.Hidden * predictor.Logits];

    /// <summary>Gradient of <see cref="Predictor.First"/>.</summary>
    public float[] First { get; } = new float[predictor.First.Length];

    /// <summary>Gradient of <see cref="Predictor.FirstBias"/>.</summary>
    public float[] FirstBias { get; } = new float[predictor.FirstBias.Length];

    /// <summary>Gradient of <see cref="Predictor.Second"/>.</summary>
    public float[] Second { get; } = new float[predictor.Second.Length];

    /// <summary>Gradient of <see cref="Predictor.SecondBias"/>.</summary>
    public float[] SecondBias { get; } = new float[predictor.SecondBias.Length];

    /// <summary>Computes the gradient.</summary>
    /// <param name="features">Standardised features, [rows, stride].</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="targets">The network's probabilities, [rows, classes].</param>
    /// <param name="rows">Rows.</param>
    /// <returns>The loss.</returns>
    public double Compute(ReadOnlySpan<float> features, int stride, ReadOnlySpan<float> targets, int rows)
    {
        var (hidden, logits) = (predictor.Hidden, predictor.Logits);
        predictor.Forward(features, stride, rows, _hidden, _logits);
        var loss = 0.0;
        for (var i = 0; i < rows; i++)
            loss += Error(_logits.AsSpan(i * logits, logits), targets.Slice(i * predictor.Classes, predictor.Classes), rows);
        Sum(_logits, rows, SecondBias);
        if (hidden == 0)
        {
            MatrixProduct.Multiply(features, 1, stride, _logits, Second, predictor.Inputs, rows, logits);
            return loss / rows;
        }

        MatrixProduct.Multiply(_hidden, 1, hidden, _logits, Second, hidden, rows, logits);
        for (var i = 0; i < hidden; i++)
            for (var j = 0; j < logits; j++) _transposed[j * hidden + i] = predictor.Second[i * logits + j];
        MatrixProduct.Multiply(_logits, logits, 1, _transposed, _hiddenError, rows, logits, hidden);

        // The rectifier lets an error pass where its unit was on.
        for (var i = 0; i < rows * hidden; i++) _hiddenError[i] = _hidden[i] > 0 ? _hiddenError[i] : 0;
        Sum(_hiddenError, rows, FirstBias);
        MatrixProduct.Multiply(features, 1, stride, _hiddenError, First, predictor.Inputs, rows, hidden);
        return loss / rows;
    }

    // Turns logits into the gradient of the loss by them.
    private static double Error(Span<float> logits, ReadOnlySpan<float> targets, int rows)
    {
        var row = logits[..targets.Length];
        var largest = TensorPrimitives.Max<float>(row);
        TensorPrimitives.Subtract(row, largest, row);
        var loss = -TensorPrimitives.Dot<float>(row, targets);
        TensorPrimitives.Exp(row, row);
        var sum = TensorPrimitives.Sum<float>(row);
        loss += MathF.Log(sum) * TensorPrimitives.Sum(targets);
        TensorPrimitives.Multiply(row, 1 / sum, row);
        TensorPrimitives.Subtract(row, targets, row);
        TensorPrimitives.Multiply(row, 1f / rows, row);
        logits[targets.Length..].Clear();
        return loss;
    }

    private static void Sum(float[] matrix, int rows, float[] sum)
    {
        Array.Clear(sum);
        for (var i = 0; i < rows; i++) TensorPrimitives.Add(sum, matrix.AsSpan(i * sum.Length, sum.Length), sum);
    }
}
