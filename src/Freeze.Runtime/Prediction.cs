namespace Freeze;

/// <summary>The answer for one image.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Label">Name of the class.</param>
/// <param name="Exit">Where the request left: the name of a probe, or "end" after the whole network.</param>
/// <param name="ProbeIndex">Index of that probe; the number of probes after the whole network.</param>
/// <param name="IsEarly">Whether the answer came from a cache.</param>
/// <param name="Score">
/// At the end the network's own probability of the class; at an early exit the estimated probability that the network would agree. 0..1.
/// </param>
public readonly record struct Prediction(int Class, string Label, string Exit, int ProbeIndex, bool IsEarly, float Score)
{
    /// <summary>Name of the exit after the whole network.</summary>
    public const string End = "end";
}
