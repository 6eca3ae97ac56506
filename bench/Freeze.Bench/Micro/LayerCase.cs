using Freeze.Layers;

namespace Freeze.Bench.Micro;

/// <summary>A layer to measure by itself.</summary>
/// <param name="Layer">The layer; its input is the image of the model that is made for it.</param>
/// <param name="Run">Runs it, from the first buffer into the second.</param>
/// <param name="Caches">Caches of a probe on the input; null where a layer is measured.</param>
internal sealed record LayerCase(Layer Layer, Action<Session, int, int> Run, Func<string, Caching.CacheSet>? Caches = null);
