using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// ONNX Runtime's operators on whole numbers that are not products of matrices (com.microsoft): what goes in is made the numbers that it
/// stands for, and what comes out the whole numbers that stand for it.
/// </summary>
internal static class QuantisedPointwise
{
    public static OnnxTensor Add(Arguments a) => Binary(a, (x, y) => x + y);

    public static OnnxTensor Mul(Arguments a) => Binary(a, (x, y) => x * y);

    public static OnnxTensor Sigmoid(Arguments a) => Unary(a, x => x.Map(Pointwise.Sigmoid));

    public static OnnxTensor LeakyRelu(Arguments a)
    {
        var slope = a.Node.Float("alpha", 0.01f);
        return Unary(a, x => x.Map(value => value < 0 ? slope * value : value));
    }

    public static OnnxTensor Softmax(Arguments a) => Unary(a, x =>
    {
        var y = new OnnxTensor(x.Shape);
        Reference.Softmax.ForEachRow(new(a.Node, [x]), a.Node.Integer("opset", 13), row =>
        {
            var most = row.Max(k => x.Values[k]);
            var sum = row.Sum(k => Math.Exp(x.Values[k] - most));
            foreach (var k in row) y.Values[k] = Math.Exp(x.Values[k] - most) / sum;
        });
        return y;
    });

    public static OnnxTensor GlobalAveragePool(Arguments a) => Unary(a, Planes(a, x => GlobalPool.Average(new(a.Node, [x]))));

    public static OnnxTensor AveragePool(Arguments a) => Unary(a, Planes(a, x => Reference.AveragePool.Run(new(a.Node, [x]))));

    /// <summary>Scale and zero point of the result, then a tensor with its own, as often as there are parts.</summary>
    public static OnnxTensor Concat(Arguments a)
    {
        if (a.Count < 5 || a.Count % 3 != 2) throw new ConversionException($"{a.Count} inputs are no whole number of parts");
        var first = Enumerable.Range(0, (a.Count - 2) / 3).Select(i => 2 + (3 * i));
        OnnxTensor[] parts = [.. first.Select(i => Quantised.Real(a[i], a[i + 1], a[i + 2]))];
        return Quantised.Step(Reference.Concat.Run(new(a.Node, parts)), a[0], a[1], a[1].Type);
    }

    /// <summary>Condition, x with its scale and zero point, y with its own, those of the result.</summary>
    public static OnnxTensor Where(Arguments a)
    {
        var chosen = Logic.Where(new(a.Node, [a[0], Quantised.Real(a[1], a[2], a[3]), Quantised.Real(a[4], a[5], a[6])]));
        return Quantised.Step(chosen, a[7], a[8], a[1].Type);
    }

    /// <summary>MaxPool of whole numbers, channels last.</summary>
    public static OnnxTensor MaxPoolChannelsLast(Arguments a) =>
        Transpose.ChannelsLast(MaxPool.Run(new(a.Node, [Transpose.ChannelsFirst(a[0])]))[0]);

    private static OnnxTensor Unary(Arguments a, Func<OnnxTensor, OnnxTensor> function) =>
        Quantised.Step(function(Quantised.Real(a[0], a[1], a.Optional(2))), a[3], a.Optional(4), a[0].Type);

    private static OnnxTensor Binary(Arguments a, Func<double, double, double> function)
    {
        var y = Broadcasting.Apply(Quantised.Real(a[0], a[1], a.Optional(2)), Quantised.Real(a[3], a[4], a.Optional(5)), function);
        return Quantised.Step(y, a[6], a.Optional(7), a[0].Type);
    }

    private static Func<OnnxTensor, OnnxTensor> Planes(Arguments a, Func<OnnxTensor, OnnxTensor> pool) =>
        a.Node.Integer("channels_last", 0) == 0 ? pool : x => Transpose.ChannelsLast(pool(Transpose.ChannelsFirst(x)));
}
