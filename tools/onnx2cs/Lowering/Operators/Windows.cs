using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Where the windows of a convolution or pool lie along one side of an image.</summary>
/// <param name="Length">Pixels of the input.</param>
/// <param name="Kernel">Taps of the window.</param>
/// <param name="Stride">Step from window to window.</param>
/// <param name="Dilation">Step from tap to tap.</param>
/// <param name="Begin">Padding before the input.</param>
/// <param name="End">Padding after the input.</param>
/// <param name="Count">Number of windows.</param>
internal readonly record struct WindowAxis(int Length, int Kernel, int Stride, int Dilation, int Begin, int End, int Count)
{
    /// <summary>How far the last window reaches beyond the padding, as it may with ceil_mode.</summary>
    public int Overhang => Math.Max(0, Start(Count - 1) + ((Kernel - 1) * Dilation) + 1 - Length - End);

    /// <summary>The pixel of a window's first tap.</summary>
    public int Start(int window) => (window * Stride) - Begin;

    /// <summary>Whether some window has no tap inside the image.</summary>
    public bool HasEmptyWindow
    {
        get
        {
            var axis = this;
            return Enumerable.Range(0, Count).Any(window =>
            {
                // The first tap that is not before the image.
                var start = axis.Start(window);
                var tap = start >= 0 ? 0 : (-start + axis.Dilation - 1) / axis.Dilation;
                return tap >= axis.Kernel || start + ((long)tap * axis.Dilation) >= axis.Length;
            });
        }
    }
}

/// <summary>The attributes of nodes that slide a window over an image [N,C,H,W], or over a row [N,C,L].</summary>
internal static class Windows
{
    /// <summary>Reads strides, dilations and pads, and applies auto_pad and ceil_mode.</summary>
    /// <param name="node">The node.</param>
    /// <param name="image">The image; a row has height 1.</param>
    /// <param name="kernel">Taps along each spatial axis of the node: two, or one for a row.</param>
    public static (WindowAxis Y, WindowAxis X) Of(OnnxNode node, Chw image, int[] kernel)
    {
        var axes = kernel.Length;
        int[] lengths = axes == 1 ? [image.W] : [image.H, image.W];
        var (strides, dilations) = (Each("strides"), Each("dilations"));
        var pads = node.Integers("pads") is { Length: > 0 } stated ? stated : new long[2 * axes];
        if (pads.Length != 2 * axes) throw new ConversionException($"has {pads.Length} pads for {axes} axes");
        var auto = node.Text("auto_pad", "NOTSET");
        var ceil = node.Integer("ceil_mode", 0) != 0;
        WindowAxis[] result = [.. Enumerable.Range(0, axes).Select(i => Along(
            auto, ceil, lengths[i], kernel[i], strides[i], dilations[i], OnnxNode.Whole(pads[i], "pads"), OnnxNode.Whole(pads[axes + i], "pads")))];
        return axes == 1 ? (new(1, 1, 1, 1, 0, 0, 1), result[0]) : (result[0], result[1]);

        int[] Each(string name) => node.Integers(name) is not { Length: > 0 } values ? [.. kernel.Select(_ => 1)]
            : values.Length == axes ? [.. values.Select(value => OnnxNode.Whole(value, name))]
            : throw new ConversionException($"has {values.Length} values as {name} for {axes} axes");
    }

    /// <summary>The kernel_shape of a pool.</summary>
    public static int[] Kernel(OnnxNode node, int rank)
    {
        var kernel = node.Integers("kernel_shape")?.Select(value => OnnxNode.Whole(value, "kernel_shape")).ToArray()
            ?? throw new ConversionException("lacks kernel_shape");
        return kernel.Length == rank - 2 ? kernel : throw new ConversionException($"has a kernel_shape of {kernel.Length} axes on a tensor of {rank}");
    }

    private static WindowAxis Along(string auto, bool ceil, int length, int kernel, int stride, int dilation, int begin, int end)
    {
        if (kernel < 1 || stride < 1 || dilation < 1 || begin < 0 || end < 0)
            throw new ConversionException($"has a window of {kernel} taps, stride {stride}, dilation {dilation}, pads {begin} and {end}, which is impossible");
        if (new[] { kernel, stride, dilation, begin, end }.Max() > SpecLimits.Size)
            throw new ConversionException(
                $"has a window of {kernel} taps, stride {stride}, dilation {dilation}, pads {begin} and {end}; each goes to {SpecLimits.Size}");
        var extent = ((kernel - 1L) * dilation) + 1;
        switch (auto)
        {
            case "VALID":
                (begin, end) = (0, 0);
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                var same = (length + stride - 1) / stride;
                var total = (int)Math.Max(0, ((same - 1L) * stride) + extent - length);
                begin = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
                end = total - begin;
                break;
            case not ("NOTSET" or ""):
                throw new ConversionException($"has the auto_pad {Quoted.Text(auto)}, which does not exist");
        }

        var room = length + (long)begin + end - extent;
        if (room < 0) throw new ConversionException($"has a window of {extent} pixels on {length} with padding {begin} and {end}");
        var count = (room / stride) + 1;

        // A further window must begin inside the image or the padding before it.
        if (ceil && room % stride != 0 && count * stride < length + begin) count++;
        return new(length, kernel, stride, dilation, begin, end, (int)count);
    }
}
