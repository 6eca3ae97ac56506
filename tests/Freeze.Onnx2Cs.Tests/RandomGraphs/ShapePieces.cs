using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Arithmetic on shapes and constants as exporters write it, and conditions that follow from it.</summary>
internal static class ShapePieces
{
    public static readonly Func<RandomGraph, string>[] All = [View, View, Broadcast, Branch, Mask, Positions, Places, Scaled];

    private static string Length(RandomGraph g, string x, int axis) =>
        g.Node("Gather", [g.Node("Shape", [x]), g.Integers(axis)], ("axis", 0));

    // x.view(x.size(0), -1, x.size(k)) and its like.
    private static string View(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is 3 or 4);
        var at = g.Next(1, g.Rank(x));
        var first = g.Opset < 10 || g.Chance(0.5) ? Length(g, x, 0)
            : g.Node("Slice", [g.Node("Shape", [x]), g.Integers(0), g.Integers(1), g.Integers(0)]);
        var kept = Length(g, x, at);
        var all = g.Node("Div", [g.Node("Mul", [kept, g.Integers(6)]), g.Integers(6)]);
        var shape = g.Node("Concat", g.Chance(0.5) ? [first, g.Integers(-1), all] : [first, all, g.Integers(-1)], ("axis", 0));
        return g.Node("Reshape", [x, g.Chance(0.3) ? g.Node("Cast", [shape], ("to", 7)) : shape]);
    }

    private static string Broadcast(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) > 1);
        var ones = g.Node("ConstantOfShape", [g.Node("Shape", [x])],
            ("value", new TensorProto { DataType = 1, Dims = { 1 }, FloatData = { 0.5f } }));
        return g.Chance(0.5) ? g.Node("Mul", [x, ones]) : g.Node("Expand",
            [ReductionPieces.Reduce(g, "ReduceMean", x, [g.Rank(x) - 1], keep: true), g.Node("Shape", [x])]);
    }

    private static string Branch(RandomGraph g)
    {
        if (g.Opset < 11) throw new UnfitException("set");
        var x = g.Some(name => g.Rank(name) > 1);
        var condition = g.Node("Equal", [Length(g, x, g.Rank(x) - 1), g.Integers(g.Shape(x)[^1])]);
        var axes = g.Integers(g.Rank(x));
        var flat = g.Chance(0.5);
        return g.If(condition, x, node =>
        {
            node.OpType = flat ? "Flatten" : "Relu";
            node.Input.Add(x);
        }, node =>
        {
            node.OpType = g.Opset >= 13 ? "Unsqueeze" : "Identity";
            node.Input.Add(x);
            if (g.Opset >= 13) node.Input.Add(axes);
        });
    }

    // Constants from a range, as masks and positions are made.
    private static string Mask(RandomGraph g)
    {
        if (g.Opset < 11) throw new UnfitException("set");
        var x = g.Some(name => g.Rank(name) > 1);
        var last = g.Opset >= 13 ? g.Node("Squeeze", [Length(g, x, g.Rank(x) - 1), g.Integers(0)])
            : g.Node("Squeeze", [Length(g, x, g.Rank(x) - 1)], ("axes", new long[] { 0 }));
        var range = g.Node("Range", [g.Number(0, ElementType.Int64), last, g.Number(1, ElementType.Int64)]);
        var odd = g.Node("Mod", [range, g.Number(2, ElementType.Int64)]);
        var even = g.Node("Equal", [odd, g.Number(0, ElementType.Int64)]);
        return g.Chance(0.5) ? g.Node("Where", [even, x, g.Number(0)]) : g.Node("Mul", [x, g.Node("Cast", [even], ("to", 1))]);
    }

    private static string Positions(RandomGraph g)
    {
        if (g.Opset < 11) throw new UnfitException("set");
        var x = g.Some(name => g.Rank(name) > 1 && g.Shape(name)[^1] > 1);
        var length = g.Shape(x)[^1];
        var ones = g.Opset >= 12 ? g.Node("Constant", [], ("value_floats", Enumerable.Repeat(0.25f, length).ToArray()))
            : g.Node("Constant", [], ("value", Quarter(length)));
        var sums = g.Node("CumSum", [ones, g.Number(0, ElementType.Int64)], ("reverse", g.Next(0, 2)), ("exclusive", g.Next(0, 2)));
        long[] order = [.. g.Shuffled(length).Select(i => (long)i)];
        return g.Node("Add", [x, g.Chance(0.5) ? g.Node("GatherElements", [sums, g.Integers(order)]) : sums]);
    }

    private static TensorProto Quarter(int length)
    {
        var tensor = new TensorProto { DataType = 1, Dims = { length } };
        tensor.FloatData.AddRange(Enumerable.Repeat(0.25f, length));
        return tensor;
    }

    // Every element but those that a constant names.
    private static string Places(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) > 1);
        var axis = MovingPieces.Long(g, x);
        var length = g.Shape(x)[axis];
        double[] kept = [.. Enumerable.Range(0, length).Select(i => i == 0 || g.Chance(0.6) ? 1.0 : 0)];
        var places = g.Node("NonZero", [g.Constant(new([length], kept))]);
        return g.Node("Gather", [x, g.Node("Reshape", [places, g.Integers(-1)])], ("axis", axis));
    }

    // Divided by the root of a number of elements.
    private static string Scaled(RandomGraph g)
    {
        if (g.IsSymbolic) throw new UnfitException("batch");
        var x = g.Some();
        var size = g.Chance(0.5) ? g.Node("Size", [x]) : g.Node("ReduceProd", [g.Node("Shape", [x])], ("keepdims", g.Next(0, 2)));
        return g.Node("Div", [x, g.Node("Sqrt", [g.Node("Cast", [size], ("to", 1))])]);
    }
}
