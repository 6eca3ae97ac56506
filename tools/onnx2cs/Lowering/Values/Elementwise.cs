using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>
/// Functions of the elements of one or two values, broadcast as in NumPy. A function of two results is computed in the order in which one of them lies;
/// the other is brought into that order, unless it has it already or is one number for each channel.
/// </summary>
internal static class Elementwise
{
    /// <summary>A function of each element of a result; its view stays.</summary>
    public static Value Map(Value value, Func<Op, Op> function) => value.With(function(value.Source));

    public static Value Activation(LoweringContext context, Value value, ActivationKind kind, double alpha = 0, double beta = 0) =>
        Map(value, x => context.Activation(x, kind, alpha, beta));

    /// <summary>scale * x + shift with one number each.</summary>
    public static Value Affine(LoweringContext context, Value value, double scale, double shift) =>
        scale == 1 && shift == 0 ? value : Map(value, x => context.Affine(x, scale, shift));

    /// <summary>scale * x + shift with constants that broadcast with x; null leaves one out.</summary>
    public static Value Affine(LoweringContext context, Value value, OnnxTensor? scale, OnnxTensor? shift)
    {
        var shape = value.Shape;
        if (scale is not null) shape = View.Broadcast(shape, scale.Shape);
        if (shift is not null) shape = View.Broadcast(shape, shift.Shape);
        value = value.Move(view => view.BroadcastTo(shape));
        var (scales, shifts) = (Spread(value, scale, 1), Spread(value, shift, 0));
        if (scales is null || shifts is null)
        {
            // Elements that the graph sees several times would need several parameters.
            value = context.Whole(value);
            (scales, shifts) = (Spread(value, scale, 1)!, Spread(value, shift, 0)!);
        }

        var elements = Math.Max(scales.Length, shifts.Length);
        return value.With(context.Affine(value.Source, Repeat(scales, elements), Repeat(shifts, elements)));
    }

    public static Value Add(LoweringContext context, Value a, Value b) => Binary(context, OpKind.Add, a, b);

    public static Value Subtract(LoweringContext context, Value a, Value b) => Add(context, a, Affine(context, b, -1, 0));

    public static Value Multiply(LoweringContext context, Value a, Value b) => Binary(context, OpKind.Multiply, a, b);

    /// <summary>The sum or product of two results.</summary>
    private static Value Binary(LoweringContext context, OpKind kind, Value a, Value b)
    {
        var shape = View.Broadcast(a.Shape, b.Shape);
        var (x, y) = (a.Move(view => view.BroadcastTo(shape)), b.Move(view => view.BroadcastTo(shape)));
        var alike = x.View.HasSameElements(y.View) && x.Source.Shape == y.Source.Shape;
        if (alike && x.Source.Shape.Count <= 2 * x.View.Count) return x.With(context.New(kind, x.Source.Shape, x.Source, y.Source));
        if (!IsWhole(x) && IsWhole(y)) (x, y) = (y, x);
        x = context.Whole(x);
        return x.With(context.New(kind, x.Source.Shape, x.Source, Operand(context, y, x)));

        static bool IsWhole(Value value) => value.View.IsPermutation(value.Source.Shape.Count);
    }

    // What is added to or multiplied with each element of `frame`, in the order in which that lies.
    private static Op Operand(LoweringContext context, Value value, Value frame)
    {
        var shape = frame.Source.Shape;
        var view = value.View.Transpose(frame.View.Descending());
        return ByChannel(view, shape.Plane) is { } channels
            ? context.Arrange(value.Source, channels, shape with { H = 1, W = 1 }) : context.Arrange(value.Source, view, shape);
    }

    // One element for each channel, where a view repeats it over the plane; null where it does not.
    private static View? ByChannel(View view, int plane)
    {
        var merged = view.Merged();
        if (plane == 1) return merged;
        if (merged.Rank == 0 || merged.Strides[^1] != 0 || merged.Shape[^1] % plane != 0) return null;
        return View.Strided([.. merged.Shape[..^1], merged.Shape[^1] / plane], merged.Strides, merged.Offset);
    }

    /// <summary>
    /// A constant as one number for each channel of a result, or for each of its elements; what the view does not show gets a number that changes nothing.
    /// Null where an element that the view shows several times meets different numbers.
    /// </summary>
    private static double[]? Spread(Value value, OnnxTensor? constant, double neutral)
    {
        var (view, shape) = (value.View, value.Source.Shape);
        if (constant is null || view.Count == 0) return [.. Enumerable.Repeat(neutral, shape.C)];
        if (Array.TrueForAll(constant.Values, number => number == constant.Values[0])) return [.. Enumerable.Repeat(constant.Values[0], shape.C)];
        if (AlongChannels(view, shape, constant) is { } channels) return channels;
        var numbers = new double[Allowance.Take([shape.C, shape.H, shape.W])];
        Array.Fill(numbers, double.NaN);
        Allowance.Work(view.Count);
        foreach (var (element, place) in view.Elements().Zip(View.Of(constant.Shape).BroadcastTo(view.Shape).Elements()))
        {
            var number = constant.Values[place];
            if (!double.IsNaN(numbers[element]) && numbers[element] != number) return null;
            numbers[element] = number;
        }

        return Collapsed(numbers, shape, neutral);
    }

    // One number for each channel where the elements of each have one alone.
    private static double[] Collapsed(double[] numbers, Chw shape, double neutral)
    {
        var channels = new double[shape.C];
        Array.Fill(channels, double.NaN);
        var uniform = true;
        for (var i = 0; i < numbers.Length; i++)
        {
            ref var channel = ref channels[i / shape.Plane];
            if (double.IsNaN(channel)) channel = numbers[i];
            else uniform &= double.IsNaN(numbers[i]) || numbers[i] == channel;
        }

        return [.. (uniform ? channels : numbers).Select(number => double.IsNaN(number) ? neutral : number)];
    }

    // The usual constant has one axis, and that is the result's channels.
    private static double[]? AlongChannels(View view, Chw shape, OnnxTensor constant)
    {
        int[] lengths = [.. Enumerable.Repeat(1, view.Rank - constant.Rank), .. constant.Shape];
        if (lengths.Count(length => length != 1) != 1 || view.Offset != 0) return null;
        var axis = Array.FindIndex(lengths, length => length != 1);
        if (view.Strides[axis] != shape.Plane || lengths[axis] != shape.C) return null;
        var others = Enumerable.Range(0, view.Rank).Where(other => other != axis);
        return others.Sum(other => (view.Shape[other] - 1L) * Math.Abs(view.Strides[other])) < shape.Plane ? constant.Values : null;
    }

    private static double[] Repeat(double[] numbers, int elements) => numbers.Length == elements ? numbers
        : [.. Enumerable.Range(0, elements).Select(i => numbers[i / (elements / numbers.Length)])];
}
