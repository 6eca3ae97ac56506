using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Operators that ONNX Runtime puts in the place of several (com.microsoft).</summary>
internal static class Fused
{
    /// <summary>A convolution, a tensor that is added to it, and an activation.</summary>
    public static OnnxTensor Conv(Arguments a)
    {
        var y = Reference.Conv.Run(a);
        if (a.Optional(3) is { } sum) y = Broadcasting.Apply(y, sum, (x, z) => x + z);
        var parameters = a.Node.Floats("activation_params") ?? [];
        return y.Map(Activation(a.Node.Text("activation", ""), i => i < parameters.Length ? parameters[i] : null));
    }

    /// <summary>Gemm and an activation, whose parameters are attributes of their own.</summary>
    public static OnnxTensor Gemm(Arguments a)
    {
        string[] names = ["activation_alpha", "activation_beta"];
        var activation = Activation(a.Node.Text("activation", ""), i => a.Node.Has(names[i]) ? a.Node.Float(names[i], 0) : null);
        return Reference.Gemm.Run(a).Map(activation);
    }

    /// <summary>
    /// alpha a b, where the last two axes of an operand may be exchanged (transA), or its first axes rotated so that the one before the
    /// last comes first (transBatchA).
    /// </summary>
    public static OnnxTensor MatMul(Arguments a)
    {
        var alpha = a.Node.Float("alpha", 1);
        return Reference.MatMul.Run(Operand(a, 0, "A"), Operand(a, 1, "B")).Map(x => alpha * x);
    }

    /// <summary>GELU of a sum; the plain one has no bias.</summary>
    public static Func<Arguments, OnnxTensor> Gelu(Func<double, double> function) => a =>
        a.Optional(1) is { } bias ? Broadcasting.Apply(a[0], bias, (x, b) => function(x + b)) : a[0].Map(function);

    /// <summary>
    /// LayerNormalization, or with one parameter less its form without means, of the sum of two tensors and a bias; the sum comes out as
    /// well.
    /// </summary>
    public static OnnxTensor[] SkipLayerNormalization(Arguments a)
    {
        var sum = Broadcasting.Apply(a[0], a[1], (x, y) => x + y);
        if (a.Optional(4) is { } bias) sum = Broadcasting.Apply(sum, bias, (x, b) => x + b);
        var normal = LayerNormalization.Run(new(a.Node, [sum, a[2], a.Optional(3)]));
        return [normal[0], normal[1], normal[2], sum];
    }

    private static OnnxTensor Operand(Arguments a, int index, string suffix)
    {
        var x = a[index];
        int[] order = [.. Enumerable.Range(0, x.Rank)];
        if (a.Node.Integer("transBatch" + suffix, 0) != 0) order = [.. order[1..^1], 0, order[^1]];
        if (a.Node.Integer("trans" + suffix, 0) != 0 && x.Rank > 1) (order[^1], order[^2]) = (order[^2], order[^1]);
        return Transpose.Run(x, order);
    }

    private static Func<double, double> Activation(string name, Func<int, double?> parameter)
    {
        switch (name)
        {
            case "": return x => x;
            case "LeakyRelu":
                var slope = parameter(0) ?? 0.01f;
                return x => x < 0 ? slope * x : x;
            case "Clip":
                var (least, most) = (parameter(0) ?? double.NegativeInfinity, parameter(1) ?? double.PositiveInfinity);
                return x => Math.Min(Math.Max(x, least), most);
            case "HardSigmoid":
                var (alpha, beta) = (parameter(0) ?? 0.2f, parameter(1) ?? 0.5f);
                return x => Math.Clamp((alpha * x) + beta, 0, 1);
            case "Relu" or "Sigmoid" or "Tanh" or "HardSwish" or "Softplus" or "Softsign":
                return Pointwise.Plain[name];
            default:
                throw new ConversionException($"with activation {Quoted.Text(name)} is not supported");
        }
    }
}
