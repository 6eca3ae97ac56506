namespace Freeze.Onnx2Cs.Onnx;

/// <summary>A model that cannot be read or converted; the message names the file, every problem and the cure.</summary>
public sealed class ConversionException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ConversionException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ConversionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ConversionException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether more problems of the same model are not looked for: it asked for more than its size warrants.</summary>
    internal bool IsFinal { get; init; }
}
