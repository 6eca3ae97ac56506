namespace Freeze.Generators.Specs;

/// <summary>
/// A model as its definition states it: an input, layers joined by named edges, probes. It holds no Roslyn objects and compares by
/// value, so that the generator's steps can be cached. The converter builds the same type and prints it as attributes.
/// </summary>
/// <param name="Namespace">Namespace of the class; empty for the global one.</param>
/// <param name="ClassName">Identifier of the class.</param>
/// <param name="Name">Base name of the model's files.</param>
/// <param name="Input">The image that the network takes.</param>
/// <param name="Labels">Names of the classes in output order; empty when unknown.</param>
/// <param name="Layers">Layers in order of execution; the last one is the output.</param>
/// <param name="Probes">Places where a request may leave early.</param>
public sealed record ModelSpec(
    string Namespace,
    string ClassName,
    string Name,
    InputSpec Input,
    EquatableArray<string> Labels,
    EquatableArray<LayerSpec> Layers,
    EquatableArray<ProbeSpec> Probes);
