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
}

/// <summary>Geometry of a node that slides a window over an image.</summary>
public static class Window
{
    /// <summary>Reads the attributes and applies auto_pad and ceil_mode.</summary>
    public static (Axis Y, Axis X) Of(OnnxNode node, int height, int width, int kernelHeight, int kernelWidth)
    {
        var strides = node.Pair("strides", 1);
        var dilations = node.Pair("dilations", 1);
        var pads = node.Integers("pads") ?? [0, 0, 0, 0];
        if (pads.Length != 4) throw new ConversionException($"pads has {pads.Length} values; only two-dimensional images are supported");
        var auto = node.Text("auto_pad", "NOTSET");
        var ceil = node.Integer("ceil_mode", 0) != 0;
        return (
            Along(auto, ceil, height, kernelHeight, strides.Height, dilations.Height, Pad(0), Pad(2)),
            Along(auto, ceil, width, kernelWidth, strides.Width, dilations.Width, Pad(1), Pad(3)));

        int Pad(int side) => OnnxNode.Whole(pads[side], "pads");
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
