using Freeze.Layers;

namespace Freeze;

/// <summary>What the generator knows about a model: input, layers in order of execution, probes and the memory plan. No weights.</summary>
public sealed class ModelPlan
{
    /// <summary>Makes a plan; called by generated code.</summary>
    /// <param name="name">Base name of the model's files.</param>
    /// <param name="input">The image that the network takes.</param>
    /// <param name="layers">Layers in order of execution; the last one is the output.</param>
    /// <param name="probes">Places where a request may leave early, in order.</param>
    /// <param name="labels">Names of the classes; empty when unknown.</param>
    /// <param name="arena">Floats of activations for one image.</param>
    /// <param name="structure">Hash over layers, edges and input shape that ties a definition to its weights.</param>
    public ModelPlan(string name, ImageInput input, Layer[] layers, ProbePoint[] probes, string[] labels, int arena, string structure)
    {
        Name = name;
        Input = input;
        Layers = layers;
        Probes = probes;
        Labels = labels;
        Arena = arena;
        Structure = structure;
        HeadKind = HeadKinds.Of(layers);
        for (var i = 0; i < layers.Length; i++) layers[i].Index = i;
    }

    /// <summary>Base name of the model's files.</summary>
    public string Name { get; }

    /// <summary>The image that the network takes.</summary>
    public ImageInput Input { get; }

    /// <summary>Layers in order of execution.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Places where a request may leave early, in order.</summary>
    public IReadOnlyList<ProbePoint> Probes { get; }

    /// <summary>Names of the classes; empty when unknown.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Floats of activations for one image.</summary>
    public int Arena { get; }

    /// <summary>Hash over layers, edges and input shape.</summary>
    public string Structure { get; }

    /// <summary>Number of classes: the channels of the last layer.</summary>
    public int Classes => Layers[^1].Output.Channels;

    /// <summary>What the outputs are, and how probabilities come from them.</summary>
    public HeadKind HeadKind { get; }

    /// <summary>Multiply-accumulates of the whole network for one image.</summary>
    public long Macs => MacsBefore(Layers.Count);

    /// <summary>Multiply-accumulates of the first layers.</summary>
    /// <param name="layers">How many layers have run.</param>
    public long MacsBefore(int layers) => Layers.Take(layers).Sum(layer => layer.Macs);

    /// <summary>Name of a class: its label, or its number when there are no labels.</summary>
    /// <param name="index">Index of the class.</param>
    public string Label(int index) => index < Labels.Count ? Labels[index] : index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
