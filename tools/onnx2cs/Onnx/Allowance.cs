namespace Freeze.Onnx2Cs.Onnx;

/// <summary>
/// What reading, lowering and checking a model may take of memory and time. A file of a few bytes can ask for gigabytes or for years: zeros of any
/// shape, values expanded, functions that call each other twice at every level, data that thousands of tensors share. Everything is charged before
/// it is made, and the limits stand here alone: a fixed part, which any small network fits in, and a part in proportion to the file.
/// </summary>
internal sealed class Allowance
{
    /// <summary>Elements of tensors: twelve million doubles, and five times what the file holds, as a layer that is converted and transposed takes.</summary>
    public const long Elements = 12_000_000, ElementsPerByte = 5;

    /// <summary>Steps of reading and of arithmetic on constants.</summary>
    public const long Steps = 1L << 27, StepsPerByte = 64;

    /// <summary>Characters of names that are made of others.</summary>
    public const long Characters = 1L << 24, CharactersPerByte = 2;

    /// <summary>
    /// Nodes that are read once calls of functions are put in place, the calls counted, and as many operators that they become before those are
    /// joined.
    /// </summary>
    public const int Nodes = 100_000;

    /// <summary>Calls of functions and sub-graphs inside each other.</summary>
    public const int Depth = 32;

    /// <summary>Messages, attributes and texts of a file, each of which takes far more memory than its two bytes.</summary>
    public const int Messages = 1_000_000;

    /// <summary>Steps of checking a converted model: as many as a common network takes for an image, and some for each byte of its weights.</summary>
    public const long CheckSteps = 1L << 32, CheckStepsPerByte = 256;

    [ThreadStatic]
    private static Allowance? s_current;

    private readonly bool _isCheck;
    private long _elements, _steps, _characters;
    private int _nodes = Nodes;

    private Allowance(long bytes, bool isCheck)
    {
        _isCheck = isCheck;
        _elements = isCheck ? long.MaxValue : Elements + (ElementsPerByte * bytes);
        _steps = isCheck ? CheckSteps + (CheckStepsPerByte * bytes) : Steps + (StepsPerByte * bytes);
        _characters = Characters + (CharactersPerByte * bytes);
    }

    /// <summary>Limits what the function makes on this thread.</summary>
    /// <param name="bytes">Bytes that the file holds, its external data included.</param>
    /// <param name="function">Reading, or lowering.</param>
    public static T Within<T>(long bytes, Func<T> function) => Within(new Allowance(bytes, isCheck: false), function);

    /// <summary>Limits the steps of the function on this thread, but not the elements, which come and go.</summary>
    public static T WithinCheck<T>(long bytes, Func<T> function) => Within(new Allowance(bytes, isCheck: true), function);

    /// <summary>Notes a tensor before memory is taken for it; where nothing is limited, as in tests of the evaluator, it passes.</summary>
    /// <exception cref="ConversionException">It is too much.</exception>
    public static int Take(ReadOnlySpan<int> shape)
    {
        var count = OnnxTensor.Count(shape);
        if (s_current is not { } current) return count;
        if ((current._elements -= count) < 0)
            throw Refusal($"makes a tensor {OnnxTensor.Describe(shape)}, which is out of proportion to the file");
        Work(count);
        return count;
    }

    /// <summary>Notes elements of tensors before memory is taken for them.</summary>
    /// <exception cref="ConversionException">They are too many.</exception>
    public static void Take(long count)
    {
        if (s_current is { } current && (current._elements -= count) < 0)
            throw Refusal($"makes {count} more numbers, which is out of proportion to the file");
    }

    /// <summary>Notes steps before they are begun.</summary>
    /// <exception cref="ConversionException">They are too many.</exception>
    public static void Work(long steps)
    {
        if (s_current is not { } current || (current._steps -= steps) >= 0) return;
        current._steps = 0;
        throw Refusal(current._isCheck
            ? $"takes {steps} steps more than a check may take of a network with so few weights; onnx2cs verify runs it whatever it takes"
            : $"takes {steps} more steps of arithmetic on constants, which is out of proportion to the file");
    }

    /// <summary>Notes nodes, calls or operators.</summary>
    /// <exception cref="ConversionException">They are too many.</exception>
    public static void Node(int count = 1)
    {
        if (s_current is { } current && (current._nodes -= count) < 0)
            throw Refusal($"brings the nodes of the model, with its functions put in place, above {Nodes}");
    }

    /// <summary>Notes the characters of a name that is made.</summary>
    /// <exception cref="ConversionException">They are too many.</exception>
    public static void Name(int length)
    {
        if (s_current is { } current && (current._characters -= length) < 0)
            throw Refusal("makes names that are out of proportion to the file");
    }

    private static T Within<T>(Allowance allowance, Func<T> function)
    {
        var before = s_current;
        s_current = allowance;
        try
        {
            return function();
        }
        finally
        {
            s_current = before;
        }
    }

    private static ConversionException Refusal(string message) => new(
        $"{message}. If this is a sound network, let its exporter fold constants and put functions in place") { IsFinal = true };
}
