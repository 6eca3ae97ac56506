using Freeze.Caching;

namespace Freeze.Hosting;

/// <summary>The model that a service answers with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Generation">How many times a model was loaded.</param>
/// <param name="Weights">SHA-256 of the canonical weights' data.</param>
/// <param name="HasCaches">Whether requests may leave early.</param>
/// <param name="Certificate">What the caches promise; null when nothing.</param>
public sealed record FreezeModelInfo(string Name, int Generation, string Weights, bool HasCaches, Certificate? Certificate);
