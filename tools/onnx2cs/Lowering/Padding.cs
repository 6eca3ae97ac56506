using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Joins zeros that a Pad node puts around an image with the padding of the window that reads it.</summary>
internal static class Padding
{
    /// <summary>Makes an operator that pads with zeros read the image before it was padded.</summary>
    public static void Absorb(Op op)
    {
        if (op.Inputs[0] is not { Kind: OpKind.Select } select) return;
        var source = select.Inputs[0];
        var (c, h, w) = (select.Selections[0], select.Selections[1], select.Selections[2]);
        if (c.HasZeros || !c.KeepsAll(source.Shape.C) || !h.KeepsAll(source.Shape.H) || !w.KeepsAll(source.Shape.W)) return;
        op.PadBegin = new Extent(op.PadBegin.Height + h.ZerosBefore, op.PadBegin.Width + w.ZerosBefore);
        op.PadEnd = new Extent(op.PadEnd.Height + h.ZerosAfter, op.PadEnd.Width + w.ZerosAfter);
        op.Inputs[0] = source;
    }
}
