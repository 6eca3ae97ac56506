using Freeze.Layers;

namespace Freeze;

/// <summary>A place in a plan where a request may leave early.</summary>
/// <param name="Name">What people call the place, such as "layer2.1".</param>
/// <param name="Shape">Shape of the activation that the probe looks at.</param>
/// <param name="AfterLayers">Layers that have run when the probe is reached.</param>
public sealed record ProbePoint(string Name, Shape Shape, int AfterLayers);
