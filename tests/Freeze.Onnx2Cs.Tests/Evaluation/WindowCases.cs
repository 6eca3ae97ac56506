using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.EvaluationCases;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Convolutions and pools over one, two and three axes.</summary>
internal static class WindowCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        new("Conv", 7, [F(2, 4, 9), F(3, 4, 3)], ("pads", L(1, 1))), new("Conv", 7, [F(1, 1, 8), F(1, 1, 3), F(1)], ("pads", L(1, 1))),
        new("Conv", 7, [F(2, 4, 7, 6), F(6, 4, 3, 3), F(6)], ("pads", L(1, 1, 1, 1))),
        new("Conv", 7, [F(2, 4, 7, 6), F(6, 2, 3, 2)], ("group", 2), ("strides", L(2, 3)), ("pads", L(0, 1, 2, 0))),
        new("Conv", 7, [F(1, 4, 9, 8), F(8, 1, 3, 3)], ("group", 4), ("dilations", L(2, 1))),
        new("Conv", 7, [F(1, 2, 4, 5, 3), F(3, 2, 2, 3, 2), F(3)], ("pads", L(1, 0, 1, 0, 1, 0)), ("strides", L(2, 1, 1))),
        .. new[] { "SAME_UPPER", "SAME_LOWER", "VALID" }.SelectMany(auto => new EvaluationCase[]
        {
            new("Conv", 7, [F(1, 2, 7, 6), F(3, 2, 3, 4)], ("auto_pad", auto), ("strides", L(2, 2))),
            new("MaxPool", 7, [F(1, 2, 7, 6)], ("auto_pad", auto), ("kernel_shape", L(3, 2)), ("strides", L(2, 2))),
            new("Conv", 7, [F(1, 2, 7, 8), F(3, 2, 1, 2)], ("auto_pad", auto), ("strides", L(3, 3))),
            new("MaxPool", 10, [F(1, 2, 8, 8)], ("auto_pad", auto), ("kernel_shape", L(3, 3)), ("strides", L(3, 2)), ("ceil_mode", 1)),
            new("AveragePool", 10, [F(1, 2, 8, 7)], ("auto_pad", auto), ("kernel_shape", L(3, 3)), ("strides", L(2, 2)),
                ("count_include_pad", 1)),
            new("AveragePool", 7, [F(1, 2, 7, 6)], ("auto_pad", auto), ("kernel_shape", L(3, 2)), ("strides", L(2, 2))),
        }),
        new("Conv", 7, [F(1, 2, 9), F(3, 2, 4)], ("auto_pad", "SAME_UPPER"), ("strides", L(2))),
        new("Conv", 7, [F(1, 2, 9, 8), F(3, 2, 3, 2)], ("auto_pad", "VALID"), ("dilations", L(2, 3))),
        new("Conv", 7, [F(1, 1, 7), F(1, 1, 2)], ("auto_pad", "SAME_LOWER"), ("dilations", L(3)))
        {
            // Three zeros in all, two of them before.
            WrittenOut = x => new([1, 1, 7], [.. Enumerable.Range(-2, 7).Select(i => (At(x[0], i) * x[1].Values[0])
                + (At(x[0], i + 3) * x[1].Values[1]))]),
            WhyWrittenOut = "no dilations with auto_pad",
        },
        .. new[] { "MaxPool", "AveragePool", "LpPool" }.SelectMany(Pools),
        new("MaxPool", 8, [F(2, 2, 5, 6)], ("kernel_shape", L(2, 3)), ("strides", L(2, 2)), ("pads", L(0, 1, 1, 1))) { Outputs = 2 },
        new("MaxPool", 8, [F(2, 2, 5, 6)], ("kernel_shape", L(2, 2)), ("storage_order", 1)) { Outputs = 2 },
        new("MaxPool", 8, [F(2, 2, 9)], ("kernel_shape", L(2))) { Outputs = 2 },
        new("MaxPool", 10, [F(1, 2, 9, 8)], ("kernel_shape", L(3, 2)), ("dilations", L(2, 3))),
        new("MaxPool", 12, [Bytes(1, 2, 5, 5)], ("kernel_shape", L(2, 2)), ("pads", L(1, 1, 1, 1))),
        new("MaxPool", 12, [SignedBytes(1, 2, 5, 5)], ("kernel_shape", L(2, 2)), ("pads", L(1, 1, 1, 1))),
        .. Counting(),
        new("AveragePool", 19, [F(1, 2, 9, 8)], ("kernel_shape", L(3, 2)), ("dilations", L(2, 3))),
        new("AveragePool", 19, [F(1, 2, 9, 8)], ("kernel_shape", L(3, 2)), ("dilations", L(2, 3)), ("pads", L(1, 1, 1, 1)),
            ("count_include_pad", 1)),
        new("LpPool", 7, [F(1, 2, 5, 6)], ("kernel_shape", L(2, 3)), ("p", 1)),
        new("LpPool", 7, [F(1, 2, 5, 6)], ("kernel_shape", L(2, 3)), ("p", 3)),
        .. new[] { "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool" }.SelectMany(op => new EvaluationCase[]
        {
            new(op, 7, [F(2, 3, 4, 5)]), new(op, 7, [F(2, 3, 7)]), new(op, 7, [F(2, 3, 2, 3, 4)]),
        }).Select(one => one with { To = one.Operator == "GlobalLpPool" ? 21 : one.To }),
        new("GlobalLpPool", 7, [F(2, 3, 4, 5)], ("p", 1)) { To = 21 },
        new("GlobalLpPool", 22, [F(2, 3, 4)])
        {
            WrittenOut = x => new([2, 3, 1], [.. x[0].Values.Chunk(4).Select(row => Math.Sqrt(row.Sum(v => v * v)))]),
                WhyWrittenOut = "no kernel from set 22 on",
        },
    ];

    private static IEnumerable<EvaluationCase> Pools(string op)
    {
        yield return new(op, 7, [F(2, 3, 9)], ("kernel_shape", L(3)), ("strides", L(2)));
        yield return new(op, 7, [F(2, 3, 7, 6)], ("kernel_shape", L(3, 2)), ("pads", L(1, 0, 1, 1)));
        yield return new(op, 7, [F(1, 2, 4, 5, 6)], ("kernel_shape", L(2, 3, 2)), ("strides", L(2, 1, 2)));
        yield return new(op, 7, [F(1, 2, 4, 5)], ("kernel_shape", L(1, 5)));

        // Where a window that ceil_mode adds would begin behind the input, it goes.
        var ceil = op == "LpPool" ? 18 : 10;
        for (var length = 5; length <= 8; length++)
        {
            yield return new(op, ceil, [F(1, 1, length, length)], ("kernel_shape", L(2, 3)), ("strides", L(3, 2)), ("ceil_mode", 1));
            yield return new(op, ceil, [F(1, 1, length, length)], ("kernel_shape", L(3, 2)), ("strides", L(2, 3)),
                ("pads", L(1, 1, 1, 1)), ("ceil_mode", 1));
        }
    }

    private static IEnumerable<EvaluationCase> Counting()
    {
        yield return new("AveragePool", 7, [F(1, 2, 7, 6)], ("kernel_shape", L(3, 2)), ("pads", L(1, 0, 2, 1)), ("count_include_pad", 1));
        yield return new("AveragePool", 7, [F(1, 2, 9)], ("kernel_shape", L(3)), ("pads", L(1, 1)), ("count_include_pad", 1));
        for (var length = 13; length <= 16; length++)
        {
            yield return new("AveragePool", 10, [F(1, 1, length, length)], ("kernel_shape", L(3, 3)), ("strides", L(2, 3)),
                ("pads", L(1, 1, 1, 1)), ("ceil_mode", 1), ("count_include_pad", 1));
            yield return new("AveragePool", 10, [F(1, 1, length, length)], ("kernel_shape", L(2, 3)), ("strides", L(2, 2)),
                ("pads", L(0, 1, 1, 0)), ("ceil_mode", 1), ("count_include_pad", 1));
        }
    }

    private static double At(OnnxTensor row, int i) => i >= 0 && i < row.Values.Length ? row.Values[i] : 0;
}
