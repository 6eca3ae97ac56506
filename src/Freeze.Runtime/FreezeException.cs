namespace Freeze;

/// <summary>A mistake in what Freeze was given: a file, an image, a setting. The message names the place and the cure.</summary>
public sealed class FreezeException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="inner">What caused it.</param>
    public FreezeException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Makes an error without a message of its own.</summary>
    public FreezeException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public FreezeException(string message)
        : base(message)
    {
    }
}
