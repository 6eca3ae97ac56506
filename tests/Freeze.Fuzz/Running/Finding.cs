namespace Freeze.Fuzz.Running;

/// <summary>Harm that an input did.</summary>
/// <param name="Kind">"crash", "hang", "memory" or "escape".</param>
/// <param name="Index">Number of the input.</param>
/// <param name="What">What happened.</param>
/// <param name="File">The input on disk.</param>
internal sealed record Finding(string Kind, long Index, string What, string File);

/// <summary>What a reader did that no reader may do, though it threw nothing: it left its folder, or gave an unsound result.</summary>
internal sealed class HarmException(string kind, string message) : Exception(message)
{
    public string Kind => kind;
}
