using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Pooling in windows.</summary>
internal static class LowerPool
{
    public static Value Max(Call call)
    {
        if (call.Node.Integers("dilations") is { } dilations && dilations.Any(dilation => dilation != 1)) return Value.Of(Dilated(call));
        var op = Windowed(call, OpKind.MaxPool);
        // Windows in the padding alone would give minus infinity, which no later layer is ready for.
        if (op.PadBegin.Height >= op.Kernel.Height || op.PadBegin.Width >= op.Kernel.Width)
            throw new ConversionException("has windows that lie in the padding alone");
        return Value.Of(op);
    }

    public static Value Average(Call call)
    {
        var op = Windowed(call, OpKind.AveragePool);
        var padded = op.PadBegin != default || op.PadEnd != default;
        op.CountPadding = padded && call.Node.Integer("count_include_pad", 0) != 0;
        if (!padded || op.CountPadding)
        {
            Padding.Absorb(op);
            op.CountPadding |= op.PadBegin != default || op.PadEnd != default;
        }
        var source = op.Inputs[0];
        var whole = op.Kernel == new Extent(source.Shape.H, source.Shape.W) && op.PadBegin == default && op.PadEnd == default;
        return Value.Of(whole ? call.New(OpKind.GlobalAveragePool, op.Shape, source) : op);
    }

    private static Op Dilated(Call call)
    {
        var x = call.Image(0);
        var kernel = call.Node.Has("kernel_shape") ? call.Node.Pair("kernel_shape", 1) : throw new ConversionException("lacks kernel_shape");
        var (ys, xs) = Window.Of(call.Node, x.Shape.H, x.Shape.W, kernel.Height, kernel.Width);
        return LowerResample.DilatedMaxPool(call, x, ys, xs);
    }

    private static Op Windowed(Call call, OpKind kind)
    {
        var x = call.Image(0);
        if (!call.Node.Has("kernel_shape")) throw new ConversionException("lacks kernel_shape");
        var kernel = call.Node.Pair("kernel_shape", 1);
        var (ys, xs) = Window.Of(call.Node, x.Shape.H, x.Shape.W, kernel.Height, kernel.Width);
        if (ys.Dilation != 1 || xs.Dilation != 1) throw new ConversionException($"with dilations {ys.Dilation}x{xs.Dilation} is not supported");
        var counts = kind == OpKind.AveragePool && call.Node.Integer("count_include_pad", 0) != 0;
        if (counts && (ys.Overhang > 0 || xs.Overhang > 0))
            throw new ConversionException("with ceil_mode and count_include_pad is not supported");
        var op = call.New(kind, new(x.Shape.C, ys.Count, xs.Count), x);
        op.Kernel = new(kernel.Height, kernel.Width);
        op.Stride = new(ys.Stride, xs.Stride);
        op.PadBegin = new(ys.Begin, xs.Begin);
        op.PadEnd = new(ys.End + ys.Overhang, xs.End + xs.Overhang);
        return op;
    }
}
