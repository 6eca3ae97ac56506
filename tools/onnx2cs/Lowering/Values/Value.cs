using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>
/// What an ONNX value is at batch size 1: a constant, or the result of an operator seen through a view of its elements, which are numbered by channels,
/// rows and columns. Where an exporter keeps the channels last, flattens or slices, the view says so and nothing is computed.
/// </summary>
internal sealed class Value
{
    private Value(OnnxTensor? constant, Op? op, View view, ElementType type) => (Constant, Op, View, Type) = (constant, op, view, type);

    /// <summary>The constant; null for a result.</summary>
    public OnnxTensor? Constant { get; }

    /// <summary>The operator; null for a constant.</summary>
    public Op? Op { get; }

    /// <summary>The operator.</summary>
    /// <exception cref="ConversionException">It is a constant.</exception>
    public Op Source => Op ?? throw new ConversionException("of a constant is not supported");

    /// <summary>Which elements of the operator's result are seen, in which order; all of a constant.</summary>
    public View View { get; }

    /// <summary>The type that the graph gives the elements; whatever it is, results are computed in float.</summary>
    public ElementType Type { get; }

    public int[] Shape => View.Shape;

    public int Rank => View.Rank;

    public static Value Of(OnnxTensor tensor) => new(tensor, null, View.Of(tensor.Shape), tensor.Type);

    /// <summary>A result as an image [1, channels, height, width].</summary>
    public static Value Of(Op op) => Of(op, View.Of(1, op.Shape.C, op.Shape.H, op.Shape.W));

    public static Value Of(Op op, View view, ElementType type = ElementType.Float) => new(null, op, view, type);

    /// <summary>The same view of another operator's result of the same shape.</summary>
    public Value With(Op op) => new(null, op, View, ElementType.Float);

    public Value As(ElementType type) => Constant is { } constant ? Of(constant.As(type)) : new(null, Op, View, type);

    /// <summary>Moves elements: a result is seen through another view, a constant is copied.</summary>
    public Value Move(Func<View, View> move)
    {
        var view = move(View);
        if (Constant is not { } constant) return new(null, Op, view, Type);
        if (view.IsWhole(constant.Values.Length)) return Of(constant.Reshape(view.Shape));
        var moved = new OnnxTensor(view.Shape, constant.Type);
        var i = 0;
        foreach (var element in view.Elements()) moved.Values[i++] = constant.Values[element];
        return Of(moved);
    }
}
