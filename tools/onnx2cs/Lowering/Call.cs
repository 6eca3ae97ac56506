using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>A node to lower, with what its inputs are.</summary>
internal sealed class Call(OnnxNode node, Value?[] inputs)
{
    public OnnxNode Node => node;

    public int Count => inputs.Length;

    /// <summary>The constants among the inputs.</summary>
    public Arguments Constants { get; } = new(node, [.. inputs.Select(input => input?.Constant)]);

    public Value this[int index] =>
        index < inputs.Length && inputs[index] is { } value ? value : throw new ConversionException($"lacks input {index}");

    /// <summary>An operator's result, under any view.</summary>
    public Value Edge(int index) =>
        this[index].Op is not null ? this[index]
            : throw new ConversionException($"has a constant as input {index}, which is not supported");

    /// <summary>An operator's result as an image.</summary>
    public Op Image(int index)
    {
        var value = Edge(index);
        return value.IsImage ? value.Op!
            : throw new ConversionException(
                $"reads a tensor of shape {OnnxTensor.Describe(value.Shape)}; only images [1,C,H,W] as they were computed are supported");
    }

    /// <summary>An operator's result as a row of all its elements.</summary>
    public Op Row(int index)
    {
        var value = Edge(index);
        return value.IsRow ? value.Op!
            : throw new ConversionException($"reads a tensor of shape {OnnxTensor.Describe(value.Shape)}; only a flattened image [1,K] is supported");
    }

    /// <summary>Refuses inputs from <paramref name="first"/> on that depend on the image.</summary>
    public void RequireConstants(int first)
    {
        for (var i = first; i < inputs.Length; i++)
        {
            if (inputs[i]?.Op is not null) throw new ConversionException($"computes its input {i} from the image, which is not supported");
        }
    }

    public Op New(OpKind kind, Chw shape, params Op[] reads) => new(kind, shape, node, reads);
}
