namespace Freeze.Caching.Audits;

/// <summary>
/// Sees requests that ran through the whole network while the model works, with what every probe saw of them. For refitting caches; called on the
/// threads that predict, several at once, so it copies what it wants and returns.
/// </summary>
public interface IPassWatcher
{
    /// <summary>Side of the pooling grid for each probe; 0 leaves a probe out. It must not change.</summary>
    IReadOnlyList<int> Grids { get; }

    /// <summary>Told that a pass begins, before it has shown anything.</summary>
    /// <returns>What the watcher wants to be handed with all that comes of this pass, such as what it counts at the time; null for nothing.</returns>
    object? Begin();

    /// <summary>Told how many requests a pass had, all exits together. Not called for a pass that failed.</summary>
    /// <param name="pass">What <see cref="Begin"/> returned.</param>
    /// <param name="requests">Requests.</param>
    /// <param name="hits">How many of them left early or, drawn for an audit, would have.</param>
    void Passed(object? pass, int requests, int hits);

    /// <summary>Shows a request that ran to the end. Everything is valid during the call only.</summary>
    /// <param name="pass">What <see cref="Begin"/> returned.</param>
    /// <param name="request">The request.</param>
    void Saw(object? pass, in WatchedRequest request);
}
