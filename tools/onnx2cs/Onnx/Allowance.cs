namespace Freeze.Onnx2Cs.Onnx;

/// <summary>
/// How many elements the tensors that a conversion makes may have. A file of a few bytes can ask for gigabytes: zeros of any shape, values expanded,
/// channels padded. What a conversion makes must be in proportion to what the file holds.
/// </summary>
internal sealed class Allowance
{
    // Twelve million doubles, and three times what the file holds: a fully connected layer that is converted and transposed, say.
    private const long Basis = 12_000_000, PerElement = 3;

    [ThreadStatic]
    private static Allowance? s_current;

    private long _left;

    private Allowance(long left) => _left = left;

    /// <summary>Limits what the function makes on this thread.</summary>
    /// <param name="elements">Elements that the file holds.</param>
    /// <param name="function">The conversion.</param>
    public static T Within<T>(long elements, Func<T> function)
    {
        var before = s_current;
        s_current = new Allowance(Basis + (PerElement * elements));
        try
        {
            return function();
        }
        finally
        {
            s_current = before;
        }
    }

    /// <summary>Notes a tensor before memory is taken for it; where nothing is limited, as in the evaluator, it passes.</summary>
    /// <exception cref="ConversionException">It is too much.</exception>
    public static int Take(ReadOnlySpan<int> shape)
    {
        var count = OnnxTensor.Count(shape);
        if (s_current is { } current && (current._left -= count) < 0)
            throw new ConversionException($"makes a tensor {OnnxTensor.Describe(shape)}, which is out of proportion to the file");
        return count;
    }
}
