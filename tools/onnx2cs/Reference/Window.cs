using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Where the windows of a convolution or pool lie along one axis.</summary>
/// <param name="Length">Length of the input.</param>
/// <param name="Kernel">Taps of the window.</param>
/// <param name="Stride">Step from window to window.</param>
/// <param name="Dilation">Step from tap to tap.</param>
/// <param name="Begin">Padding before the input.</param>
/// <param name="End">Padding after the input.</param>
/// <param name="Count">Number of windows.</param>
public readonly record struct Axis(int Length, int Kernel, int Stride, int Dilation, int Begin, int End, int Count)
{
    /// <summary>How far the last window reaches beyond the padding, as it may with ceil_mode.</summary>
    public int Overhang => Math.Max(0, ((Count - 1) * Stride) + ((Kernel - 1) * Dilation) + 1 - Begin - Length - End);

    /// <summary>Where a tap of a window lies: negative before the input, from <see cref="Length"/> on behind it.</summary>
    public int At(int window, int tap) => (window * Stride) - Begin + (tap * Dilation);

    /// <summary>The windows for which a tap lies inside the input: the first, and how many.</summary>
    public (int First, int Count) Inside(int tap)
    {
        var before = Begin - (tap * Dilation); // where the input begins, seen from the tap of the first window
        var first = before <= 0 ? 0 : (before + Stride - 1) / Stride;
        var last = before + Length - 1 < 0 ? -1 : Math.Min(Count - 1, (before + Length - 1) / Stride);
        return (first, Math.Max(0, last - first + 1));
    }
}

/// <summary>Geometry of a node that slides a window over the axes behind batch and channels.</summary>
public static class Window
{
    /// <summary>The two axes of an image.</summary>
    public static (Axis Y, Axis X) Of(OnnxNode node, int height, int width, int kernelHeight, int kernelWidth)
    {
        var axes = Of(node, [height, width], [kernelHeight, kernelWidth]);
        return (axes[0], axes[1]);
    }

    /// <summary>Reads the attributes and applies auto_pad and ceil_mode.</summary>
    /// <param name="node">A node with the attributes strides, dilations, pads, auto_pad and ceil_mode.</param>
    /// <param name="lengths">Lengths of the input's axes behind batch and channels.</param>
    /// <param name="kernel">Taps of the window along them.</param>
    internal static Axis[] Of(OnnxNode node, int[] lengths, int[] kernel)
    {
        var rank = lengths.Length;
        if (kernel.Length != rank) throw new ConversionException($"a window of {kernel.Length} axes does not fit an input of {rank}");
        var (strides, dilations) = (Numbers(node, "strides", rank, 1), Numbers(node, "dilations", rank, 1));
        var pads = Numbers(node, "pads", 2 * rank, 0);
        var auto = node.Text("auto_pad", "NOTSET");
        var ceil = node.Integer("ceil_mode", 0) != 0;
        return [.. lengths.Select((length, i) => Along(auto, ceil, length, kernel[i], strides[i], dilations[i], pads[i], pads[rank + i]))];
    }

    /// <summary>The window that a pool states.</summary>
    internal static int[] Kernel(OnnxNode node) =>
        node.Integers("kernel_shape")?.Select(length => OnnxNode.Whole(length, "kernel_shape")).ToArray()
        ?? throw new ConversionException("kernel_shape is missing");

    private static int[] Numbers(OnnxNode node, string name, int count, int otherwise)
    {
        if (node.Integers(name) is not { Length: > 0 } values) return [.. Enumerable.Repeat(otherwise, count)];
        if (values.Length != count) throw new ConversionException($"{name} has {values.Length} values instead of {count}");
        return [.. values.Select(value => OnnxNode.Whole(value, name))];
    }

    private static Axis Along(string auto, bool ceil, int length, int kernel, int stride, int dilation, int begin, int end)
    {
        if (kernel < 1 || stride < 1 || dilation < 1 || begin < 0 || end < 0)
            throw new ConversionException($"a window of {kernel} taps, stride {stride}, dilation {dilation}, pads {begin} and {end} is impossible");
        var reach = checked(((kernel - 1) * dilation) + 1);
        switch (auto)
        {
            case "VALID":
                (begin, end) = (0, 0);
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                var same = (length + stride - 1) / stride;
                var total = Math.Max(0, ((same - 1) * stride) + reach - length);
                begin = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
                end = total - begin;
                break;
            case not ("NOTSET" or ""):
                throw new ConversionException($"auto_pad {Quoted.Text(auto)} is unknown");
        }
        var room = length + begin + end - reach;
        if (room < 0)
            throw new ConversionException($"a window of {reach} does not fit into {length} pixels with padding {begin} and {end}");
        var count = (room / stride) + 1;
        // A further window must begin inside the image or the padding before it.
        if (ceil && room % stride != 0 && count * stride < length + begin) count++;
        return new(length, kernel, stride, dilation, begin, end, count);
    }
}
