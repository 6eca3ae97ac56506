namespace Freeze.Gpu;

/// <summary>What a GPU needs of a layer's weights.</summary>
/// <param name="Plain">As the canonical file has them.</param>
/// <param name="Winograd">Transformed.</param>
internal readonly record struct WeightNeeds(bool Plain, bool Winograd);
