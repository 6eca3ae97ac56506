using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>What a node is called with. Older operator sets have as attributes what newer ones have as inputs; both are read here.</summary>
internal sealed class Arguments(OnnxNode node, OnnxTensor?[] inputs)
{
    public OnnxNode Node => node;

    public int Count => inputs.Length;

    public OnnxTensor this[int index] =>
        Optional(index) ?? throw new ConversionException($"input {index} is missing");

    public OnnxTensor? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>A tensor that must have so many axes at least.</summary>
    public OnnxTensor AtLeast(int index, int rank) => this[index].Rank >= rank ? this[index]
        : throw new ConversionException($"input {index} has {this[index].Rank} axes, fewer than the {rank} that it needs");

    /// <summary>Integers of an attribute or of the input that took its place; null when neither is there.</summary>
    public long[]? Integers(string attribute, int input) => node.Integers(attribute) ?? Optional(input)?.Integers;

    public double? Scalar(string attribute, int input)
    {
        if (node.Has(attribute)) return node.Float(attribute, 0);
        if (Optional(input) is not { } tensor) return null;
        return tensor.Values.Length == 1 ? tensor.Values[0] : throw new ConversionException($"{attribute} must be a single value");
    }

    /// <summary>An axis counted from the end when negative.</summary>
    public static int Axis(long axis, int rank)
    {
        var counted = axis < 0 ? axis + rank : axis;
        return counted >= 0 && counted < rank ? (int)counted
            : throw new ConversionException($"axis {axis} does not exist in a tensor of {rank} axes");
    }

    public OnnxTensor Image(int index)
    {
        var tensor = this[index];
        return tensor.Rank == 4 ? tensor
            : throw new ConversionException($"the input has {tensor.Rank} axes; only images [N,C,H,W] are supported");
    }
}
