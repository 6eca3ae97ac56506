namespace Freeze.Layers;

/// <summary>One layer of a plan: its name and shapes. Weights are bound by name when a model is loaded.</summary>
/// <param name="Name">Name in the definition and prefix of its tensors.</param>
/// <param name="Input">Shape of the (first) input.</param>
/// <param name="Output">Shape of the output.</param>
public abstract record Layer(string Name, Shape Input, Shape Output)
{
    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; init; }

    /// <summary>Position in the plan; set when the plan is made.</summary>
    internal int Index { get; set; }

    /// <summary>Multiply-accumulates for one image.</summary>
    public virtual long Macs => 0;

    /// <summary>Canonical tensors: suffix of the name and shape, in ONNX's order.</summary>
    public virtual IReadOnlyList<(string Suffix, int[] Shape)> Tensors => [];

    /// <summary>Operator and geometry in one line, by which weights recognise the layer that they were made for.</summary>
    public virtual string Describe() => $"{GetType().Name} {Input} -> {Output}{(Activation == Activation.None ? "" : " + " + Activation)}";
}
