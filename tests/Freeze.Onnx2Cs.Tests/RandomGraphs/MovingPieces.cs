using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Operators that only move elements.</summary>
internal static class MovingPieces
{
    public static readonly Func<RandomGraph, string>[] All =
    [
        g => Slice(g, g.Some()), g => Split(g, g.Some()), g => Concat(g, g.Some()), g => Gather(g, g.Some()), g => Pad(g, g.Some()),
            g => Transpose(g, g.Some()),
        g => Reshape(g, g.Some()), Flatten, g => Squeeze(g, g.Some()), g => Unsqueeze(g, g.Some()), Expand, Tile, DepthToSpace,
            SpaceToDepth, Same, Resize,
        g => Shuffle(g, g.Some()), Cousins, Cousins, Cropped, g => Transpose(g, g.Some()), g => Slice(g, g.Some()),
            g => Concat(g, g.Some()), g => Split(g, g.Some()),
    ];

    /// <summary>Some that take numbers of any type.</summary>
    public static string Move(RandomGraph g, string x) => g.Next(0, 6) switch
    {
        0 => Transpose(g, x),
        1 => Reshape(g, x),
        2 => Slice(g, x),
        3 => Unsqueeze(g, x),
        4 => g.Node("Identity", [x]),
        _ => x,
    };

    public static string Slice(RandomGraph g, string x)
    {
        var shape = g.Shape(x);
        int[] axes = [.. g.Shuffled(shape.Length).Take(g.Next(1, 3)).Where(axis => shape[axis] > 1 && (axis > 0 || !g.IsSymbolic))];
        if (axes.Length == 0) throw new UnfitException("short");
        List<long> starts = [], ends = [], steps = [];
        foreach (var axis in axes)
        {
            var length = shape[axis];
            var step = g.Opset < 10 ? 1 : g.Pick(1, 1, 2, 3, -1, -1, -2);
            if (g.Chance(0.4)) (starts, ends) = ([.. starts, step > 0 ? 0 : -1], [.. ends, step > 0 ? long.MaxValue : long.MinValue + 1]);
            else
            {
                var (a, b) = (g.Next(0, length), g.Next(0, length));
                var (low, high) = (Math.Min(a, b), Math.Max(a, b) + 1);
                if (step > 0) (starts, ends) = ([.. starts, g.Chance(0.3) ? low - length : low],
                    [.. ends, g.Chance(0.3) ? high - length - (high == length ? -length : 0) : high]);
                else (starts, ends) = ([.. starts, high - 1], [.. ends, low == 0 ? -length - 1 : low - 1]);
            }

            steps.Add(step);
        }

        long[] named = [.. axes.Select(axis => (long)(g.Chance(0.3) ? axis - shape.Length : axis))];
        if (g.Opset < 10) return g.Node("Slice", [x], ("axes", named), ("starts", starts.ToArray()), ("ends", ends.ToArray()));
        return g.Node("Slice", [x, g.Integers([.. starts]), g.Integers([.. ends]), g.Integers(named), g.Integers([.. steps])]);
    }

    public static string[] Parts(RandomGraph g, string x, int axis, long[] lengths)
    {
        if (g.Opset >= 18 && g.Chance(0.5) && lengths.All(length => length == lengths[0]))
            return g.Nodes("Split", [x], lengths.Length, ("axis", axis), ("num_outputs", lengths.Length));
        if (g.Opset < 18 && g.Chance(0.5) && lengths.All(length => length == lengths[0])) return g.Nodes("Split", [x], lengths.Length,
            ("axis", axis));
        return g.Opset >= 13 ? g.Nodes("Split", [x, g.Integers(lengths)], lengths.Length, ("axis", axis))
            : g.Nodes("Split", [x], lengths.Length, ("axis", axis), ("split", lengths));
    }

    public static string Join(RandomGraph g, int axis, params string[] parts) =>
        g.Node("Concat", parts, ("axis", g.Chance(0.3) ? axis - g.Rank(parts[0]) : axis));

    private static string[] Divided(RandomGraph g, string x, out int axis)
    {
        axis = Long(g, x);
        var length = g.Shape(x)[axis];
        var count = Math.Min(length, g.Next(2, 5));
        if (length % count == 0 && g.Chance(0.5)) return Parts(g, x, axis, [.. Enumerable.Repeat((long)(length / count), count)]);
        long[] cuts = [0, .. g.Shuffled(length - 1).Take(count - 1).Select(cut => cut + 1L).Order(), length];
        return Parts(g, x, axis, [.. cuts.Skip(1).Zip(cuts, (end, start) => end - start)]);
    }

    // The parts in another order, some of them changed.
    private static string Split(RandomGraph g, string x)
    {
        var parts = Divided(g, x, out var axis);
        if (g.Chance(0.2)) return g.Pick(parts);
        if (g.Chance(0.3)) foreach (var part in parts) g.Open(part);
        string[] order = [.. g.Shuffled(parts.Length).Select(i => g.Chance(0.25) ? g.Node("Relu", [parts[i]]) : parts[i])];
        return Join(g, axis, g.Chance(0.8) ? order : order[1..]);
    }

    private static string Concat(RandomGraph g, string x)
    {
        var axis = g.Next(0, g.Rank(x));
        if (g.IsSymbolic) axis = Math.Max(1, axis);
        var shape = g.Shape(x);
        if (axis >= shape.Length) throw new UnfitException("batch");
        if (g.Chance(0.3) && !g.IsSymbolic)
        {
            int[] other = [.. shape];
            other[axis] = g.Next(1, 4);
            var constant = g.Floats(other);
            return g.Chance(0.5) ? Join(g, axis, x, constant) : Join(g, axis, constant, x);
        }

        var partner = g.Chance(0.6) ? g.Some(name => g.Rank(name) == shape.Length
            && g.Shape(name).Where((length, i) => i != axis && length != shape[i]).Any() is false)
            : g.Node(g.Pick("Relu", "Sigmoid", "Neg"), [x]);
        return g.Chance(0.2) ? Join(g, axis, x, partner, x) : Join(g, axis, x, partner);
    }

    // Two values of one shape whose elements lie in different orders, joined along any axis or added.
    private static string Cousins(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) > 2 && Turns(g.Shape(name)).Count > 0);
        if (g.Chance(0.5)) x = g.Node(g.Pick("Relu", "Tanh"), [x]);
        var turned = g.Node("Transpose", [x], ("perm", g.Pick(Turns(g.Shape(x)))));
        var other = g.Chance(0.5) ? turned : g.Node("Sigmoid", [turned]);
        return g.Chance(0.7) ? Join(g, g.Next(1, g.Rank(x)), g.Chance(0.5) ? [x, other] : [other, x])
            : g.Node(g.Pick("Add", "Mul"), [x, other]);
    }

    // Orders of the axes but the first that are not their own and keep the shape.
    private static List<long[]> Turns(int[] shape)
    {
        List<long[]> turns = [];
        for (var a = 1; a < shape.Length; a++)
        {
            for (var b = a + 1; b < shape.Length; b++)
            {
                if (shape[a] != shape[b] || shape[a] == 1) continue;
                long[] order = [.. Enumerable.Range(0, shape.Length).Select(axis => (long)axis)];
                (order[a], order[b]) = (order[b], order[a]);
                turns.Add(order);
            }
        }

        return turns;
    }

    // A part of one axis, met by a constant along another one or by padding.
    private static string Cropped(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) > 2);
        var axis = Long(g, x);
        var start = g.Next(0, g.Shape(x)[axis]);
        var end = g.Next(start + 1, g.Shape(x)[axis] + 1);
        var part = g.Opset < 10 ? g.Node("Slice", [x], ("axes", new long[] { axis }), ("starts", new long[] { start }),
            ("ends", new long[] { end }))
            : g.Node("Slice", [x, g.Integers(start), g.Integers(end), g.Integers(axis)]);
        if (g.Chance(0.3)) return Pad(g, part);
        var along = g.Next(1, g.Rank(x));
        return g.Node(g.Pick("Add", "Mul"), [part, g.Floats([.. g.Shape(part).Select((length, i) => i == along ? length : 1)])]);
    }

    private static string Gather(RandomGraph g, string x)
    {
        var axis = Long(g, x);
        var length = g.Shape(x)[axis];
        var count = g.Next(1, 5);
        long[] indices = g.Chance(0.3) ? [.. g.Shuffled(length).Select(i => (long)i)]
            : [.. Enumerable.Range(0, count).Select(_ => (long)g.Next(g.Opset < 11 ? 0 : -length, length))];
        int[] shape = g.Next(0, 6) switch { 0 => [], 1 => [1, indices.Length], _ => [indices.Length] };
        if (shape.Length == 0) indices = [indices[0]];
        return g.Node("Gather", [x, g.Constant(new(shape, [.. indices.Select(i => (double)i)], ElementType.Int64))], ("axis", axis));
    }

    private static string Pad(RandomGraph g, string x)
    {
        var shape = g.Shape(x);
        var mode = g.Pick("constant", "constant", "edge", "reflect", g.Opset >= 19 ? "wrap" : "edge");
        var pads = new long[2 * shape.Length];
        foreach (var axis in g.Shuffled(shape.Length).Take(g.Next(1, 3)))
        {
            if (axis == 0 && (shape.Length == 4 || g.IsSymbolic)) continue;
            var most = mode is "reflect" or "wrap" ? Math.Min(2, shape[axis] - 1) : 2;
            (pads[axis], pads[axis + shape.Length]) = (g.Next(0, most + 1), g.Next(0, most + 1));
            if (mode == "constant" && g.Chance(0.15) && shape[axis] > 2) pads[axis] = -1;
        }

        var value = g.Pick(0, 0, 0.5f, -1f, 3f);
        if (g.Opset < 11) return g.Node("Pad", [x], ("pads", pads), ("mode", mode), ("value", value));
        return mode != "constant" || value == 0 && g.Chance(0.5) ? g.Node("Pad", [x, g.Integers(pads)], ("mode", mode))
            : g.Node("Pad", [x, g.Integers(pads), g.Number(value)], ("mode", mode));
    }

    public static string Transpose(RandomGraph g, string x)
    {
        var rank = g.Rank(x);
        if (g.Chance(0.4) && rank == 4) return g.Node("Transpose", [x], ("perm", g.Pick<long[]>([0, 2, 3, 1], [0, 3, 1, 2])));
        if (g.Chance(0.1) && !g.IsSymbolic) return g.Node("Transpose", [x]);
        int[] order = g.Shuffled(rank);
        if (g.IsSymbolic || g.Chance(0.5)) order = [0, .. order.Where(axis => axis != 0)];
        return rank < 2 ? throw new UnfitException("row") : g.Node("Transpose", [x], ("perm", order.Select(axis => (long)axis).ToArray()));
    }

    public static string Reshape(RandomGraph g, string x)
    {
        var shape = g.Shape(x);
        var lengths = Factors(g, OnnxTensor.Count(shape) / (g.IsSymbolic ? g.Batch : 1));
        var keepsFirst = g.IsSymbolic || shape[0] == 1 && g.Chance(0.8);
        long[] wanted = keepsFirst ? [g.IsSymbolic || g.Chance(0.5) ? 0 : 1, .. lengths] : lengths;
        if (g.Chance(0.5)) wanted[^1] = -1;
        return g.Node("Reshape", [x, g.Integers(wanted)]);
    }

    // A number as a product of one to four, some of them swapped round or 1.
    private static long[] Factors(RandomGraph g, int count)
    {
        List<long> primes = [];
        for (var factor = 2; count > 1;)
        {
            if (count % factor != 0) factor++;
            else (count, primes) = (count / factor, [.. primes, factor]);
        }

        long[] lengths = [.. Enumerable.Repeat(1L, g.Next(1, 5))];
        foreach (var prime in primes) lengths[g.Next(0, lengths.Length)] *= prime;
        return lengths;
    }

    private static string Flatten(RandomGraph g)
    {
        var x = g.Some();
        return g.Node("Flatten", [x], ("axis", g.IsSymbolic ? 1 : g.Next(0, g.Rank(x) + 1)));
    }

    public static string Squeeze(RandomGraph g, string x)
    {
        var shape = g.Shape(x);
        int[] ones = [.. Enumerable.Range(g.IsSymbolic ? 1 : 0, shape.Length - (g.IsSymbolic ? 1 : 0)).Where(axis => shape[axis] == 1)];
        long[] axes = [.. ones.Where(axis => axis > 0 || g.Chance(0.2)).Take(g.Next(1, 3)).Select(axis => (long)axis)];
        if (axes.Length == 0) throw new UnfitException("no ones");
        return g.Opset >= 13 ? g.Node("Squeeze", [x, g.Integers(axes)]) : g.Node("Squeeze", [x], ("axes", axes));
    }

    public static string Unsqueeze(RandomGraph g, string x)
    {
        long[] axes = [g.Next(g.IsSymbolic ? 1 : 0, g.Rank(x) + 1)];
        return g.Opset >= 13 ? g.Node("Unsqueeze", [x, g.Integers(axes)]) : g.Node("Unsqueeze", [x], ("axes", axes));
    }

    private static string Expand(RandomGraph g)
    {
        var x = g.Some(name => g.Shape(name).Skip(1).Contains(1));
        long[] shape = [.. g.Shape(x).Select((length, axis) => axis > 0 && length == 1 && g.Chance(0.6) ? g.Next(1, 6) : (long)length)];
        return g.Node("Expand", [x, g.Integers([.. shape.Select((length, axis) => length == g.Shape(x)[axis]
            && (g.Chance(0.3) || axis == 0) ? 1 : length)])]);
    }

    private static string Tile(RandomGraph g)
    {
        var x = g.Some();
        return g.Node("Tile", [x, g.Integers([.. g.Shape(x).Select((_, axis) => axis > 0 && g.Chance(0.4) ? g.Next(1, 4) : 1L)])]);
    }

    private static string DepthToSpace(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4 && g.Shape(name)[1] % 4 == 0);
        return g.Opset >= 11 ? g.Node("DepthToSpace", [x], ("blocksize", 2), ("mode", g.Pick("DCR", "CRD")))
            : g.Node("DepthToSpace", [x], ("blocksize", 2));
    }

    private static string SpaceToDepth(RandomGraph g)
    {
        var block = g.Pick(2, 3);
        return g.Node("SpaceToDepth", [g.Some(name => g.Rank(name) == 4 && g.Shape(name)[2] % block == 0
            && g.Shape(name)[3] % block == 0)], ("blocksize", block));
    }

    private static string Same(RandomGraph g)
    {
        var x = g.Some();
        return g.Next(0, 4) switch
        {
            0 => g.Node("Identity", [x]),
            1 => g.Node("Dropout", [x]),
            2 when g.Opset >= 15 => g.Node("CastLike", [x, g.Number(1)]),
            _ => g.Node("Cast", [x], ("to", 1)),
        };
    }

    private static string Resize(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4);
        var shape = g.Shape(x);
        var mode = g.Pick("nearest", "linear");
        var last = g.Opset >= 11 && g.Chance(0.2);
        double[] scales = [1, last ? g.Pick(1.0, 2.0) : 1, g.Pick(1.0, 2.0, 0.5, 1.5), last ? 1 : g.Pick(1.0, 2.0, 0.5)];
        var given = g.Constant(new([4], scales));
        if (g.Opset < 10) return g.Node("Upsample", [x, g.Constant(new([4], [1, 1, g.Pick(1.0, 2.0), g.Pick(2.0, 3.0)]))], ("mode", mode));
        if (g.Opset < 11) return g.Node("Resize", [x, given], ("mode", mode));
        (string, object)[] how = [("mode", mode),
            ("coordinate_transformation_mode", g.Pick("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")),
            ("nearest_mode", g.Pick("round_prefer_floor", "floor", "ceil", "round_prefer_ceil"))];
        if (g.IsSymbolic || g.Chance(0.5)) return g.Node("Resize", [x, "", given], how);
        return g.Node("Resize", [x, "", "", g.Integers(shape[0], shape[1], g.Next(1, 9), g.Next(1, 9))], how);
    }

    // Channels of several groups taken in turn, as ShuffleNet does.
    private static string Shuffle(RandomGraph g, string x)
    {
        var shape = g.Shape(x);
        var axis = Long(g, x);
        var groups = g.Pick(2, 3);
        if (shape[axis] % groups != 0) throw new UnfitException("groups");
        int[] split = [.. shape[..axis], groups, shape[axis] / groups, .. shape[(axis + 1)..]];
        long[] order = [.. Enumerable.Range(0, split.Length).Select(i => i == axis ? axis + 1L : i == axis + 1 ? axis : i)];
        var grouped = g.Node("Reshape", [x, g.Integers([.. split.Select((length, i) => i == 0 && g.IsSymbolic ? 0L : length)])]);
        return g.Node("Reshape", [g.Node("Transpose", [grouped], ("perm", order)),
            g.Integers([.. shape.Select((length, i) => i == 0 && g.IsSymbolic ? 0L : length)])]);
    }

    /// <summary>An axis that is longer than 1.</summary>
    public static int Long(RandomGraph g, string x) => g.Pick([.. Enumerable.Range(0, g.Rank(x)).Where(axis => g.Shape(x)[axis] > 1
        && (axis > 0 || !g.IsSymbolic))]);
}
