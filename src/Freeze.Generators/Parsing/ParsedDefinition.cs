using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>A definition as parsed: the model, and everything that is wrong with it.</summary>
/// <param name="Spec">The model, as far as it could be read.</param>
/// <param name="Problems">What is wrong, with places.</param>
/// <param name="HasErrors">Whether one of the problems keeps the model from being generated.</param>
/// <param name="CanExtend">Whether another part of the class can be written at all.</param>
/// <param name="Qualify">Whether types need full names because others of those names are nearer.</param>
/// <param name="IsDocumented">Whether the class has a documentation comment.</param>
/// <param name="File">Name of the generated file.</param>
public sealed record ParsedDefinition(
    ModelSpec Spec, EquatableArray<PlacedProblem> Problems, bool HasErrors, bool CanExtend, bool Qualify, bool IsDocumented, string File);

/// <summary>A problem and where it is.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Location">Where; null when the definition is not from source.</param>
public sealed record PlacedProblem(Problem Problem, LocationInfo? Location);

/// <summary>What is emitted; it knows no places, so that moving code about emits nothing anew.</summary>
internal sealed record Emission(ModelSpec Spec, bool HasErrors, bool CanExtend, bool Qualify, bool IsDocumented, string File);
