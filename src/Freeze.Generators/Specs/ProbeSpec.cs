namespace Freeze.Generators.Specs;

/// <summary>A place where a request may leave early.</summary>
/// <param name="At">The layer whose output the probe looks at.</param>
/// <param name="Name">What people call the place, such as "layer1.0".</param>
public sealed record ProbeSpec(string At, string Name);
