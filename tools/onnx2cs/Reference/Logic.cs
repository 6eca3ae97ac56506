using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Comparisons, truth values, and the choice between two tensors.</summary>
internal static class Logic
{
    public static OnnxTensor Equal(Arguments a) => Test(a, (x, y) => x == y);

    public static OnnxTensor Greater(Arguments a) => Test(a, (x, y) => x > y);

    public static OnnxTensor GreaterOrEqual(Arguments a) => Test(a, (x, y) => x >= y);

    public static OnnxTensor Less(Arguments a) => Test(a, (x, y) => x < y);

    public static OnnxTensor LessOrEqual(Arguments a) => Test(a, (x, y) => x <= y);

    public static OnnxTensor And(Arguments a) => Test(a, (x, y) => x != 0 && y != 0);

    public static OnnxTensor Or(Arguments a) => Test(a, (x, y) => x != 0 || y != 0);

    public static OnnxTensor Xor(Arguments a) => Test(a, (x, y) => x != 0 != (y != 0));

    public static OnnxTensor Not(Arguments a) => a[0].Map(x => x == 0 ? 1 : 0);

    public static OnnxTensor IsNaN(Arguments a) => a[0].Map(x => double.IsNaN(x) ? 1 : 0).As(ElementType.Bool);

    public static OnnxTensor IsInf(Arguments a)
    {
        var (positive, negative) = (a.Node.Integer("detect_positive", 1) != 0, a.Node.Integer("detect_negative", 1) != 0);
        return a[0].Map(x => (positive && double.IsPositiveInfinity(x)) || (negative && double.IsNegativeInfinity(x)) ? 1 : 0)
            .As(ElementType.Bool);
    }

    /// <summary>The second input where the first is true, else the third; all three are broadcast.</summary>
    public static OnnxTensor Where(Arguments a)
    {
        var shape = Broadcasting.Shape(a[0].Shape, Broadcasting.Shape(a[1].Shape, a[2].Shape));
        var (condition, yes, no) = (Broadcasting.To(a[0], shape), Broadcasting.To(a[1], shape), Broadcasting.To(a[2], shape));
        var y = new OnnxTensor(shape, a[1].Type);
        for (var i = 0; i < y.Values.Length; i++) y.Values[i] = (condition.Values[i] != 0 ? yes : no).Values[i];
        return y;
    }

    private static OnnxTensor Test(Arguments a, Func<double, double, bool> test) =>
        Arithmetic.Apply(a, (x, y) => test(x, y) ? 1 : 0, ElementType.Bool);
}
