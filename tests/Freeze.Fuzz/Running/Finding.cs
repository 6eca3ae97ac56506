namespace Freeze.Fuzz.Running;

/// <summary>What a reader did that no reader may do, though it threw nothing: it left its folder, or gave an unsound result.</summary>
/// <param name="kind">"crash", "escape", "time" or "memory".</param>
/// <param name="message">What happened.</param>
internal sealed class HarmException(string kind, string message) : Exception(message)
{
    public string Kind => kind;
}

/// <summary>An input that did harm.</summary>
/// <param name="Kind">"crash", "escape", "time" or "memory".</param>
/// <param name="Input">The input's name: its file, its place in the corpus, or the number of the run that made it.</param>
/// <param name="What">What happened.</param>
/// <param name="File">The input on disk.</param>
internal sealed record Finding(string Kind, string Input, string What, string File);
