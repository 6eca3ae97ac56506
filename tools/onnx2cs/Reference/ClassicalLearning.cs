using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Operators of the domain ai.onnx.ml that stand before or behind networks.</summary>
internal static class ClassicalLearning
{
    /// <summary>The scores as they came in; the labels that the operator puts beside them are no numbers.</summary>
    public static OnnxTensor ZipMap(Arguments a)
    {
        var labels = a.Node.Texts("classlabels_strings")?.Length ?? a.Node.Integers("classlabels_int64s")?.Length
            ?? throw new ConversionException("has no labels");
        return a[0].Rank is 1 or 2 && a[0].Shape[^1] == labels ? a[0]
            : throw new ConversionException($"{labels} labels do not fit scores {OnnxTensor.Describe(a[0].Shape)}");
    }

    /// <summary>Elements along the last axis; a row stays a matrix of one row.</summary>
    public static OnnxTensor ArrayFeatureExtractor(Arguments a)
    {
        var x = a.AtLeast(0, 1);
        var picked = Gather.Run(x, a[1].Reshape([a[1].Values.Length]), x.Rank - 1);
        return x.Rank == 1 ? picked.Reshape([1, .. picked.Shape]) : picked;
    }

    /// <summary>Each row over its largest element, its sum of magnitudes, or the root of its sum of squares.</summary>
    public static OnnxTensor Normalizer(Arguments a)
    {
        var x = a.AtLeast(0, 1);
        HashSet<int> last = [x.Rank - 1];
        var norm = a.Node.Text("norm", "MAX") switch
        {
            "MAX" => Reduce.Over(x, last, double.NegativeInfinity, Math.Max, (most, _) => most),
            "L1" => Reduce.Over(x, last, 0, (sum, value) => sum + Math.Abs(value), (sum, _) => sum),
            "L2" => Reduce.Over(x, last, 0, (sum, value) => sum + (value * value), (sum, _) => Math.Sqrt(sum)),
            var other => throw new ConversionException($"with norm {Quoted.Text(other)} is unknown"),
        };
        return Broadcasting.Apply(x, norm, (value, n) => n == 0 ? value : value / n, ElementType.Float);
    }

    /// <summary>(x - offset) scale, one of each for all or for each column.</summary>
    public static OnnxTensor Scaler(Arguments a)
    {
        var (offset, scale) = (Row(a.Node, "offset", 0), Row(a.Node, "scale", 1));
        var centred = Broadcasting.Apply(a[0], offset, (x, o) => x - o, ElementType.Float);
        return Broadcasting.Apply(centred, scale, (x, s) => x * s);
    }

    private static OnnxTensor Row(OnnxNode node, string name, double otherwise)
    {
        var values = node.Floats(name) ?? [otherwise];
        return new([values.Length], values);
    }
}
