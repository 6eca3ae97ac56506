namespace Freeze.Hosting;

/// <summary>
/// The service does not answer an image at present: too many wait already, the host is stopping, or no model is loaded or it failed.
/// </summary>
public sealed class FreezeUnavailableException : Exception
{
    /// <summary>Makes a refusal.</summary>
    /// <param name="isStopping">Whether the host is stopping; otherwise the queue is full.</param>
    public FreezeUnavailableException(bool isStopping)
        : base(isStopping ? "The service is stopping; send the request to another instance." : "Too many images wait already; try again later.")
        => IsStopping = isStopping;

    /// <summary>Makes a refusal because the queue is full.</summary>
    public FreezeUnavailableException()
        : this(isStopping: false)
    {
    }

    /// <summary>Makes a refusal with a message of its own.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public FreezeUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes a refusal with a message of its own.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public FreezeUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the host is stopping; otherwise the message says what is wrong.</summary>
    public bool IsStopping { get; }
}
