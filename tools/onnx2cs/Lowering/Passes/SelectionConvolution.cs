using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>
/// Turns a selection into a convolution with weights 0 and 1: a 1x1 one with stride for the shortcut that takes every second pixel and
/// adds zero channels. Where the selection begins later than the first pixel, the kernel grows by the pixels that it skips.
/// </summary>
internal static class SelectionConvolution
{
    public static void Become(Op op)
    {
        var source = op.Inputs[0].Shape;
        var (channels, rows, columns) = (op.Selections[0], op.Selections[1], op.Selections[2]);
        var (y, x) = (Along(rows, source.H), Along(columns, source.W));
        op.Kind = OpKind.Conv2D;
        op.Kernel = new(y.Kernel, x.Kernel);
        op.Stride = new(y.Stride, x.Stride);
        op.PadBegin = new(rows.ZerosBefore * y.Stride, columns.ZerosBefore * x.Stride);
        op.PadEnd = new(rows.ZerosAfter * y.Stride, columns.ZerosAfter * x.Stride);
        op.Bias = new double[channels.Length];
        // Where all channels stay, each needs only itself.
        var depthwise = !channels.HasZeros && channels.KeepsAll(source.C);
        op.Groups = depthwise ? source.C : 1;
        var perGroup = depthwise ? 1 : source.C;
        var taps = y.Kernel * x.Kernel;
        var tap = (rows.Start * x.Kernel) + columns.Start;
        op.Weight = new double[Onnx.Allowance.Take([channels.Length, perGroup, y.Kernel, x.Kernel])];
        for (var c = 0; c < channels.Length; c++)
        {
            var from = channels.Source(c);
            if (from >= 0) op.Weight[(((c * perGroup) + (depthwise ? 0 : from)) * taps) + tap] = 1;
        }
    }

    // The window holds the skipped pixels and the chosen one; it grows further where windows at the end must not fit any more.
    private static (int Kernel, int Stride) Along(Selection axis, int length)
    {
        var stride = axis.Count == 1 ? 1 : axis.Step;
        if (axis.Count == 1) return (length, stride);
        var kernel = axis.Start + 1;
        while ((length - kernel) / stride + 1 > axis.Count) kernel++;
        return (kernel, stride);
    }
}
