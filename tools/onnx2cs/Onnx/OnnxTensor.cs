namespace Freeze.Onnx2Cs.Onnx;

/// <summary>
/// A tensor in row-major order. Values are doubles whatever the type: the evaluator is an oracle, and shape arithmetic never
/// leaves the whole numbers that a double holds (the ends of the 64-bit range, which slices use as "to the end", saturate).
/// </summary>
public sealed class OnnxTensor
{
    /// <summary>No network that this tool is for holds a larger tensor; a hostile shape must not exhaust the memory.</summary>
    public const long MostElements = 1L << 27;

    /// <summary>As many as NumPy takes; each operator works through the axes one by one.</summary>
    private const int MostAxes = 32;

    /// <summary>Creates a tensor over its values.</summary>
    public OnnxTensor(int[] shape, double[] values, ElementType type = ElementType.Float)
    {
        if (Count(shape) != values.Length)
            throw new ConversionException($"a tensor of shape {Describe(shape)} cannot hold {values.Length} values");
        (Shape, Values, Type) = (shape, values, type);
    }

    /// <summary>Creates a tensor of zeros.</summary>
    public OnnxTensor(int[] shape, ElementType type = ElementType.Float)
        : this(shape, new double[Allowance.Take(shape)], type)
    {
    }

    /// <summary>Lengths of the axes; empty for a scalar.</summary>
    public int[] Shape { get; }

    /// <summary>The elements.</summary>
    public double[] Values { get; }

    /// <summary>The element type.</summary>
    public ElementType Type { get; }

    /// <summary>
    /// The texts that the file holds in a tensor of the type <see cref="ElementType.String"/>; the values are their places.
    /// </summary>
    public IReadOnlyList<string> Texts { get; internal init; } = [];

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Length;

    /// <summary>The elements as 64-bit integers.</summary>
    public long[] Integers => [.. Values.Select(value => (long)value)];

    /// <summary>A one-dimensional tensor of 64-bit integers.</summary>
    public static OnnxTensor FromIntegers(IEnumerable<long> values)
    {
        var elements = values.Select(value => (double)value).ToArray();
        return new([elements.Length], elements, ElementType.Int64);
    }

    /// <summary>The same elements under another shape.</summary>
    public OnnxTensor Reshape(int[] shape) => new(shape, Values, Type) { Texts = Texts };

    /// <summary>The same elements under another type.</summary>
    public OnnxTensor As(ElementType type) => new(Shape, Values, type);

    /// <summary>Applies a function to each element.</summary>
    public OnnxTensor Map(Func<double, double> function) => new(Shape, Array.ConvertAll(Values, x => function(x)), Type);

    /// <summary>Elements of a shape.</summary>
    /// <exception cref="ConversionException">It has a negative length, too many axes, or too many elements, those of axes of length 0 left out.</exception>
    public static int Count(ReadOnlySpan<int> shape)
    {
        if (shape.Length > MostAxes) throw new ConversionException($"a tensor of shape {Describe(shape)} has {shape.Length} axes; the limit is {MostAxes}");
        var (count, hasNone) = (1L, false);
        foreach (var length in shape)
        {
            if (length < 0) throw new ConversionException($"a tensor has the impossible shape {Describe(shape)}");
            hasNone |= length == 0;
            count *= Math.Max(1, length);

            // Axes beside one of length 0 are held to the same limit: strides are products of theirs.
            if (count > MostElements)
                throw new ConversionException($"a tensor of shape {Describe(shape)} is larger than any that can be converted");
        }
        return hasNone ? 0 : (int)count;
    }

    /// <summary>A shape as people write it; of very many axes the first ones.</summary>
    public static string Describe(ReadOnlySpan<int> shape) =>
        $"[{string.Join(',', shape[..Math.Min(shape.Length, MostAxes)].ToArray())}{(shape.Length > MostAxes ? ",..." : "")}]";
}
