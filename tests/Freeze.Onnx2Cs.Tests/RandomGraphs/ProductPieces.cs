namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Products of matrices.</summary>
internal static class ProductPieces
{
    public static readonly Func<RandomGraph, string>[] All = [MatMul, Left, Gemm, Einsum, Two, FusedMatMul, Affinity];

    private static string MatMul(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) >= 1);
        var depth = g.Shape(x)[^1];
        return g.Node("MatMul", [x, g.Floats(g.Chance(0.1) && g.Rank(x) > 1 ? [depth] : g.Chance(0.1) ? [1, 1, depth, 3]
            : [depth, g.Next(1, 6)])]);
    }

    private static string Left(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) >= (g.IsSymbolic ? 3 : 2));
        return g.Node("MatMul", [g.Floats([g.Next(1, 6), g.Shape(x)[^2]]), x]);
    }

    private static string Gemm(RandomGraph g)
    {
        var x = g.Some();
        if (g.Rank(x) != 2) x = g.Node("Flatten", [x], ("axis", 1));
        var turned = !g.IsSymbolic && g.Chance(0.3);
        var (depth, outputs, rows) = (g.Shape(x)[turned ? 0 : 1], g.Next(1, 6), g.Shape(x)[turned ? 1 : 0]);
        var back = g.Chance(0.5);
        string[] inputs = [x, g.Floats(back ? [outputs, depth] : [depth, outputs])];
        if (g.Chance(0.7) || g.Opset < 11) inputs = [.. inputs,
            g.Floats(g.IsSymbolic ? [outputs] : g.Pick<int[]>([outputs], [1, outputs], [rows, outputs], [1], [rows, 1]))];
        (string, object)[] attributes = [("transA", turned ? 1 : 0), ("transB", back ? 1 : 0), ("alpha", g.Pick(1f, 0.5f)),
            ("beta", g.Pick(1f, 0.5f))];
        return inputs.Length < 3 || g.Chance(0.7) ? g.Node("Gemm", inputs, attributes)
            : g.Node("com.microsoft.FusedGemm", inputs, [.. attributes, ("activation", g.Pick("Relu", "Tanh", "Sigmoid"))]);
    }

    private static string Einsum(RandomGraph g)
    {
        if (g.Opset < 12) throw new UnfitException("set");
        var x = g.Some(name => g.Rank(name) is >= 2 and <= 4);
        var letters = "abcd"[..g.Rank(x)];
        var last = g.Shape(x)[^1];
        var equation = g.Next(0, 5) switch
        {
            0 => $"{letters},{letters[^1]}z->{letters[..^1]}z",
            1 => $"{letters}->{letters[..1]}{string.Concat(letters[1..].Reverse())}",
            2 => $"{letters}->{letters[..1]}",
            3 => $"{letters},{letters[^1]}->{letters}",
            _ => $"z{letters[^1]},{letters}->{letters[..1]}z{letters[1..^1]}",
        };
        return equation[0] == 'z' ? g.Node("Einsum", [g.Floats([g.Next(1, 5), last]), x], ("equation", equation))
            : !equation.Contains(',', StringComparison.Ordinal) ? g.Node("Einsum", [x], ("equation", equation))
            : g.Node("Einsum", [x, g.Floats(equation.Contains('z', StringComparison.Ordinal) ? [last, g.Next(1, 5)] : [last])],
                ("equation", equation));
    }

    private static string Two(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) is >= 2 and <= 4 && (g.Rank(name) > 2 || !g.IsSymbolic));
        var rank = g.Rank(x);
        long[] order = [.. Enumerable.Range(0, rank - 2).Select(axis => (long)axis), rank - 1, rank - 2];
        var turned = g.Node("Transpose", [g.Node("Tanh", [x])], ("perm", order));
        return g.Chance(0.5) ? g.Node("MatMul", [x, turned]) : g.Node("MatMul", [turned, x]);
    }

    private static string FusedMatMul(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) >= (g.IsSymbolic ? 3 : 2));
        var depth = g.Shape(x)[^1];
        return g.Chance(0.5) ? g.Node("com.microsoft.FusedMatMul", [x, g.Floats([4, depth])], ("transB", 1), ("alpha", 0.5f))
            : g.Node("com.microsoft.FusedMatMul", [x, g.Floats([g.Shape(x)[^2], 3])], ("transA", 1));
    }

    // Self-attention in small: softmax(x x') x.
    private static string Affinity(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 3);
        var turned = g.Node("Transpose", [x], ("perm", new long[] { 0, 2, 1 }));
        return g.Node("MatMul", [g.Node("Softmax", [g.Node("MatMul", [x, turned])], ("axis", 2)), x]);
    }
}
