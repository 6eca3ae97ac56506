using System.Numerics.Tensors;

namespace Freeze.Calibration.Learned;

/// <summary>
/// Weights of a predictor that is being trained: standardised features -> a layer of rectified units, or none -> a logit for each class. Weights lie
/// inputs first; classes and units are padded to multiples of 16 with columns that nobody reads.
/// </summary>
internal sealed class Predictor
{
    /// <summary>Draws the weights of a new predictor; a linear one starts at zero.</summary>
    /// <param name="inputs">Features.</param>
    /// <param name="hidden">Hidden units, a multiple of 16; 0 for a linear predictor.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="random">Source of the first weights.</param>
    public Predictor(int inputs, int hidden, int classes, Random random)
    {
        if (hidden % MatrixProduct.Width != 0) throw new ArgumentException("Hidden units come in multiples of 16.", nameof(hidden));
        (Inputs, Hidden, Classes) = (inputs, hidden, classes);
        Logits = (classes + MatrixProduct.Width - 1) / MatrixProduct.Width * MatrixProduct.Width;
        First = new float[inputs * hidden];
        FirstBias = new float[hidden];
        Second = new float[(hidden > 0 ? hidden : inputs) * Logits];
        SecondBias = new float[Logits];

        // He's rule for units behind a rectifier; the last layer starts small, so that the first guesses are modest.
        if (hidden > 0) Draw(First, Math.Sqrt(6.0 / inputs), random);
        if (hidden > 0) Draw(Second, 0.5 / Math.Sqrt(hidden), random);
    }

    /// <summary>Features.</summary>
    public int Inputs { get; }

    /// <summary>Hidden units; 0 in a linear predictor.</summary>
    public int Hidden { get; }

    /// <summary>Classes.</summary>
    public int Classes { get; }

    /// <summary>Classes with their padding.</summary>
    public int Logits { get; }

    /// <summary>Weights into the hidden units, [inputs, hidden].</summary>
    public float[] First { get; }

    /// <summary>Biases of the hidden units.</summary>
    public float[] FirstBias { get; }

    /// <summary>Weights into the logits, [hidden or inputs, logits].</summary>
    public float[] Second { get; }

    /// <summary>Biases of the logits.</summary>
    public float[] SecondBias { get; }

    /// <summary>Computes logits.</summary>
    /// <param name="features">Standardised features, [rows, stride].</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="hidden">Receives the hidden units after the rectifier, [rows, hidden].</param>
    /// <param name="logits">Receives [rows, logits].</param>
    public void Forward(ReadOnlySpan<float> features, int stride, int rows, Span<float> hidden, Span<float> logits)
    {
        if (Hidden > 0)
        {
            MatrixProduct.Multiply(features, stride, 1, First, hidden, rows, Inputs, Hidden);
            for (var i = 0; i < rows; i++)
            {
                var row = hidden.Slice(i * Hidden, Hidden);
                TensorPrimitives.Add(row, FirstBias, row);
                TensorPrimitives.Max(row, 0, row);
            }

            MatrixProduct.Multiply(hidden, Hidden, 1, Second, logits, rows, Hidden, Logits);
        }
        else
        {
            MatrixProduct.Multiply(features, stride, 1, Second, logits, rows, Inputs, Logits);
        }

        for (var i = 0; i < rows; i++)
        {
            var row = logits.Slice(i * Logits, Logits);
            TensorPrimitives.Add(row, SecondBias, row);
        }
    }

    private static void Draw(float[] weights, double range, Random random)
    {
        foreach (ref var weight in weights.AsSpan()) weight = (float)(range * (2 * random.NextDouble() - 1));
    }
}
