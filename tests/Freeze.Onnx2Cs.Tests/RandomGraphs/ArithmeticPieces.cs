using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Sums, products, choices and comparisons, with constants of every shape that broadcasts and with other values.</summary>
internal static class ArithmeticPieces
{
    public static readonly Func<RandomGraph, string>[] All =
    [
        WithConstant, WithConstant, WithConstant, WithValue, WithValue, WithValue, Many, Choose, Gate, Extremum, Logic,
            g => g.Node("Pow", [Positive(g), g.Number(g.Pick(0.5, 1, 2, -0.5, 3))]),
        Steps, Attention,
    ];

    private static string Positive(RandomGraph g) => g.Node("Sigmoid", [g.Some()]);

    /// <summary>A shape that broadcasts with another one, shorter or longer perhaps.</summary>
    public static int[] Broadcast(RandomGraph g, int[] shape, bool mayGrow = true)
    {
        int[] lengths = [.. shape.Select(length => g.Chance(0.5) ? length : 1)];
        if (g.Chance(0.2)) lengths = [.. shape];
        if (g.IsSymbolic && lengths.Length > 0) lengths[0] = 1;
        if (g.Chance(0.3) && lengths.Length > 0) lengths = lengths[g.Next(0, lengths.Length)..];
        if (!mayGrow) return lengths;
        for (var i = 1; i < lengths.Length; i++) if (lengths[i] == 1 && shape[^(lengths.Length - i)] == 1 && g.Chance(0.1)) lengths[i] =
            g.Next(2, 5);
        return lengths;
    }

    private static string WithConstant(RandomGraph g)
    {
        var x = g.Some();
        var op = g.Pick("Add", "Sub", "Mul", "Div");
        var shape = Broadcast(g, g.Shape(x));
        if (op == "Div" && g.Chance(0.3)) return g.Node("Div", [g.Floats(shape, 0.5, 2), g.Node("Exp", [x])]);
        var constant = op == "Div" ? g.Floats(shape, 0.5, 2) : g.Floats(shape, -2, 2);
        return op != "Div" && g.Chance(0.3) ? g.Node(op, [constant, x]) : g.Node(op, [x, constant]);
    }

    private static string WithValue(RandomGraph g)
    {
        var a = g.Some();
        var shape = g.Shape(a);
        var fitting = g.Chance(0.7) ? Related(g, a) : g.Some(name => Fits(g, shape, g.Shape(name)));
        var (op, x, y) = (g.Pick("Add", "Add", "Sub", "Mul", "Div"), a, fitting);
        if (op == "Div") return g.Node(op, [x, g.Node("Add", [g.Node("Abs", [y]), g.Number(0.5)])]);
        return g.Chance(0.5) ? g.Node(op, [x, y]) : g.Node(op, [y, x]);
    }

    // Something made from a value that broadcasts with it.
    private static string Related(RandomGraph g, string x) => g.Next(0, 5) switch
    {
        0 => g.Node("Sigmoid", [x]),
        1 => ReductionPieces.Reduce(g, g.Pick("ReduceMean", "ReduceMax"), x, keep: true),
        2 => MovingPieces.Slice(g, x) is var part && Fits(g, g.Shape(x), g.Shape(part)) ? part : throw new UnfitException("part"),
        3 => MovingPieces.Transpose(g, x) is var turned && Fits(g, g.Shape(x), g.Shape(turned)) ? turned
            : throw new UnfitException("turned"),
        _ => g.Some(name => name != x && Fits(g, g.Shape(x), g.Shape(name))),
    };

    private static bool Fits(RandomGraph g, int[] a, int[] b)
    {
        if (g.IsSymbolic && a.Length != b.Length) return false;
        for (var i = 1; i <= Math.Min(a.Length, b.Length); i++) if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1) return false;
        return true;
    }

    private static string Many(RandomGraph g)
    {
        var x = g.Some();
        return g.Node(g.Pick("Sum", "Mean", "Max", "Min"), [x, Related(g, x), g.Floats(Broadcast(g, g.Shape(x)))]);
    }

    private static string Extremum(RandomGraph g)
    {
        var x = g.Some();
        return g.Node(g.Pick("Max", "Min"), [x, g.Next(0, 3) switch { 0 => g.Number(0.3), 1 => g.Floats(Broadcast(g, g.Shape(x))),
            _ => Related(g, x) }]);
    }

    private static string Comparison(RandomGraph g, string x)
    {
        List<string> names = ["Less", "Greater"];
        if (g.Opset >= 12) names.AddRange(["LessOrEqual", "GreaterOrEqual"]);
        var other = g.Chance(0.6) ? g.Floats(g.Chance(0.5) ? [] : Broadcast(g, g.Shape(x))) : Related(g, x);
        if (g.Opset >= 11 && g.Chance(0.2)) return g.Jump("Equal", [x, other]);
        return g.Chance(0.8) ? g.Jump(g.Pick(names), [x, other]) : g.Jump(g.Pick(names), [other, x]);
    }

    private static string Choose(RandomGraph g)
    {
        var x = g.Some();
        var condition = Comparison(g, x);
        if (g.Chance(0.3)) condition = g.Node("Not", [condition]);
        return g.Next(0, 4) switch
        {
            0 => g.Node("Where", [condition, x, g.Number(0)]),
            1 => g.Node("Where", [condition, g.Floats(Broadcast(g, g.Shape(x))), x]),
            2 => g.Node("Where", [condition, x, Related(g, x)]),
            _ => g.Node("Where", [Mask(g, Broadcast(g, g.Shape(x))), x, Related(g, x)]),
        };
    }

    private static string Mask(RandomGraph g, int[] shape) =>
        g.Constant(new(shape, [.. g.Numbers(OnnxTensor.Count(shape), 0, 2).Select(value => Math.Floor(value))], ElementType.Bool));

    private static string Logic(RandomGraph g)
    {
        var x = g.Some();
        var both = g.Node(g.Pick("And", "Or", "Xor"), [Comparison(g, x), Comparison(g, x)]);
        return g.Node("Cast", [g.Chance(0.5) ? MovingPieces.Move(g, both) : both], ("to", 1));
    }

    // Squeeze and excitation, in its many ways to be written.
    private static string Gate(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is 3 or 4);
        var rank = g.Rank(x);
        var channels = g.Pick(1, rank - 1);
        long[] axes = [.. Enumerable.Range(1, rank - 1).Where(axis => axis != channels).Select(axis => (long)axis)];
        var mean = ReductionPieces.Reduce(g, g.Pick("ReduceMean", "ReduceMax"), x, axes, keep: true);
        return g.Node("Mul", g.Chance(0.5) ? [x, g.Node("Sigmoid", [mean])] : [g.Node("Sigmoid", [mean]), x]);
    }

    // One number a pixel for all channels, or a channel's share of all.
    private static string Attention(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is 3 or 4);
        var map = ReductionPieces.Reduce(g, g.Pick("ReduceMean", "ReduceMax"), x, [g.Pick(1, g.Rank(x) - 1)], keep: true);
        return g.Node("Mul", [x, g.Node("Sigmoid", [map])]);
    }

    private static string Steps(RandomGraph g)
    {
        var x = g.Some();
        if (g.Opset >= 9 && g.Chance(0.2)) return g.Node("Cast", [g.Jump("Cast", [x], ("to", 9))], ("to", 1));
        return g.Jump(g.Pick("Floor", "Ceil", "Sign", g.Opset >= 11 ? "Round" : "Floor"), [x]);
    }
}
