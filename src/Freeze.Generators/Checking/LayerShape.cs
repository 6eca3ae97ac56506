using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis;

namespace Freeze.Generators;

/// <summary>Shape of one layer's output from the shapes of its inputs.</summary>
internal static class LayerShape
{
    public static (Shape Shape, (DiagnosticDescriptor Rule, string Message)? Problem) Of(LayerSpec layer, Shape[] inputs)
    {
        var input = inputs[0];
        if (BadImage(layer, inputs) is { } bad) return (default, (Rules.Shapes, bad));
        switch (layer.Kind)
        {
            case LayerKind.Conv2D:
                return Conv2D(layer, inputs);
            case LayerKind.Dense:
                return (new(layer.Channels, 1, 1), null);
            case LayerKind.MaxPool:
            case LayerKind.AveragePool:
                return Pool(layer, input);
            case LayerKind.GlobalAveragePool:
                return (new(input.Channels, 1, 1), null);
            case LayerKind.Add:
            case LayerKind.Multiply:
                return inputs[1] == input || inputs[1] == new Shape(input.Channels, 1, 1) ? (input, null)
                    : Misfit($"{(layer.Kind == LayerKind.Add ? "adds" : "multiplies")} {input} and {inputs[1]}; "
                        + "both must have one shape, or the second 1x1 pixels");
            case LayerKind.Concat:
                var channels = inputs.Sum(shape => (long)shape.Channels);
                if (inputs.Any(shape => shape.Height != input.Height || shape.Width != input.Width))
                    return Misfit($"joins {string.Join(", ", inputs)}; heights and widths must agree");
                return channels > SpecLimits.Features ? Misfit($"has {channels} channels; the limit is {SpecLimits.Features}")
                    : (input with { Channels = (int)channels }, null);
            case LayerKind.Resample:
                return (new(input.Channels, layer.Size.Height, layer.Size.Width), null);
            case LayerKind.Rearrange:
                var (first, last) = Views.Reach(layer);
                var elements = (long)input.Channels * input.Height * input.Width;
                return first >= 0 && last < elements ? (new(layer.Channels, layer.Size.Height, layer.Size.Width), null)
                    : Misfit(FormattableString.Invariant($"reads elements {first} to {last} of {input}, which has elements 0 to ")
                        + FormattableString.Invariant($"{elements - 1}; Lengths, Strides and Offset must stay inside"));
            case LayerKind.Softmax:
            case LayerKind.LogSoftmax:
                return input.Height == 1 && input.Width == 1 ? (input, null) : Misfit($"takes the softmax of {input}; height and width must be 1");
            default:
                return (input, null);
        }
    }

    // A small image stays interleaved in memory, which only these two read.
    private static string? BadImage(LayerSpec layer, Shape[] inputs)
    {
        var edges = Edges.Read(layer).ToArray();
        for (var i = layer.Kind is LayerKind.Conv2D or LayerKind.Rearrange ? 1 : 0; i < edges.Length; i++)
        {
            if (edges[i] == InputSpec.Edge && inputs[i].Channels < Shape.Block)
                return $"reads the image; an image of fewer than {Shape.Block} channels can only enter a Conv2D or a Rearrange";
        }

        return null;
    }

    private static (Shape, (DiagnosticDescriptor, string)?) Conv2D(LayerSpec layer, Shape[] inputs)
    {
        var input = inputs[0];
        if (input.Channels % layer.Groups != 0 || layer.Channels % layer.Groups != 0)
            return (default, (Rules.Groups, FormattableString.Invariant($"has {layer.Groups} groups, which do not divide its {input.Channels} input and {layer.Channels} output channels")));
        var (height, width) = Windows(layer, input);
        if (height <= 0 || width <= 0) return TooSmall(layer, input);
        var output = new Shape(layer.Channels, height, width);
        return layer.Add is null || inputs[1] == output ? (output, null) : Misfit($"makes {output} and adds '{Names.Comment(layer.Add)}', which is {inputs[1]}");
    }

    private static (Shape, (DiagnosticDescriptor, string)?) Pool(LayerSpec layer, Shape input)
    {
        var (height, width) = Windows(layer, input);
        if (height <= 0 || width <= 0) return TooSmall(layer, input);
        if (Empty(input.Height, height, layer.Kernel.Height, layer.Stride.Height, layer.PadBegin.Height)
            || Empty(input.Width, width, layer.Kernel.Width, layer.Stride.Width, layer.PadBegin.Width))
            return Misfit("has windows that lie in the padding alone; use less padding");
        return (new(input.Channels, height, width), null);
    }

    private static bool Empty(int input, int output, int kernel, int stride, int pad) => pad >= kernel || ((output - 1L) * stride) - pad >= input;

    private static (int Height, int Width) Windows(LayerSpec layer, Shape input) =>
        (Windows(input.Height, layer.Kernel.Height, layer.Stride.Height, layer.Dilation.Height, (long)layer.PadBegin.Height + layer.PadEnd.Height),
         Windows(input.Width, layer.Kernel.Width, layer.Stride.Width, layer.Dilation.Width, (long)layer.PadBegin.Width + layer.PadEnd.Width));

    private static int Windows(int input, int kernel, int stride, int dilation, long pad)
    {
        var room = input + pad - (((kernel - 1L) * dilation) + 1);
        return room < 0 ? 0 : (int)((room / stride) + 1);
    }

    private static (Shape, (DiagnosticDescriptor, string)?) TooSmall(LayerSpec layer, Shape input) => Misfit(FormattableString.Invariant(
        $"has a window of {layer.Kernel.Height}x{layer.Kernel.Width}, which is larger than its padded input of {input.Height}x{input.Width}"));

    private static (Shape, (DiagnosticDescriptor, string)?) Misfit(string message) => (default, (Rules.Shapes, message));
}
