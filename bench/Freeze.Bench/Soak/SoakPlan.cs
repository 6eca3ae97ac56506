namespace Freeze.Bench.Soak;

/// <summary>What is run, and what it must keep.</summary>
/// <param name="Time">How long.</param>
/// <param name="Connections">Clients that send images by themselves, one request at a time each.</param>
/// <param name="Streams">Clients that send the frames of a stream each.</param>
/// <param name="Swap">Time between two swaps of the model's files.</param>
/// <param name="LongestP99">The p99 that requests may have at most.</param>
/// <param name="Service">The published service; null publishes samples/Service.</param>
/// <param name="FakeTime">The library that makes the service's clock jump; null where it does not.</param>
internal sealed record SoakPlan(
    TimeSpan Time, int Connections, int Streams, TimeSpan Swap, TimeSpan LongestP99, string? Service, string? FakeTime)
{
    /// <summary>Largest share of streams' early answers that may differ from the network's: the risk that the service is told to keep.</summary>
    public const double Risk = 0.05;

    /// <summary>Images that run together at most.</summary>
    public const int MaxBatch = 8;
}
