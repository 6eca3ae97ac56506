using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Whole numbers as their types hold them.</summary>
internal static class Whole
{
    // A double tells whole numbers apart up to here; 64-bit results beyond it are those of shapes "to the end", which saturate.
    private const double Exact = 1L << 53;

    /// <summary>
    /// What is left of a result in its type: whole numbers wrap round where they do not fit, other types hold what they are given.
    /// </summary>
    public static double Wrap(ElementType type, double value)
    {
        if (type == ElementType.Bool) return value != 0 ? 1 : 0;
        if (type.Range() is not var (least, most) || (value >= least && value <= most)) return value;
        if (double.IsNaN(value)) return 0;
        if (type.Bits() == 64) return Math.Clamp(value, least, most);
        if (Math.Abs(value) > Exact) return Math.Clamp(value, least, most);
        var range = most - least + 1;
        var above = (value - least) % range;
        return least + (above < 0 ? above + range : above);
    }

    /// <summary>
    /// The whole number next to a quotient in its quantised type: a half goes to the even one, and what does not fit to the end.
    /// </summary>
    public static double Saturate(ElementType type, double value)
    {
        var (least, most) = type.Range()
            ?? throw new ConversionException($"to element type {ElementTypes.NameOf((int)type)} is not supported");
        return double.IsNaN(value) ? 0 : Math.Clamp(Math.Round(value), least, most);
    }
}
