using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Conv to Conv2D; zeros padded before it join its own padding.</summary>
internal static class LowerConv
{
    public static Value Run(Call call)
    {
        call.RequireConstants(1);
        var (x, weights) = (call.Image(0), call.Constants.Image(1));
        var groups = OnnxNode.Whole(call.Node.Integer("group", 1), "group");
        var (outputs, perGroup, height, width) = (weights.Shape[0], weights.Shape[1], weights.Shape[2], weights.Shape[3]);
        if (groups < 1 || perGroup * groups != x.Shape.C || outputs < 1 || outputs % groups != 0)
            throw new ConversionException(
                $"has weights {OnnxTensor.Describe(weights.Shape)} in {groups} groups for an input of {x.Shape.C} channels");
        if (call.Node.Integers("kernel_shape") is { } stated && !stated.SequenceEqual([height, width]))
            throw new ConversionException("states a kernel_shape that its weights do not have");
        var bias = call.Constants.Optional(2)?.Values ?? new double[outputs];
        if (bias.Length != outputs) throw new ConversionException($"has a bias of {bias.Length} values for {outputs} channels");
        var (ys, xs) = Window.Of(call.Node, x.Shape.H, x.Shape.W, height, width);
        var op = call.New(OpKind.Conv2D, new(outputs, ys.Count, xs.Count), x);
        op.Kernel = new(height, width);
        op.Stride = new(ys.Stride, xs.Stride);
        op.Dilation = new(ys.Dilation, xs.Dilation);
        op.PadBegin = new(ys.Begin, xs.Begin);
        op.PadEnd = new(ys.End, xs.End);
        op.Groups = groups;
        op.Weight = weights.Values;
        op.Bias = bias;
        Padding.Absorb(op);
        return Value.Of(op);
    }
}
