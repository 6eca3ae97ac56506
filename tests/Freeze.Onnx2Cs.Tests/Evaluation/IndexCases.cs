using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Operators that pick or place elements by index or by condition.</summary>
internal static class IndexCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        new("Gather", 7, [F(4, 3), I(2, 0, 2)]), new("Gather", 7, [F(2, 3, 4), Given(ElementType.Int64, [2, 0, 1, 1], 2, 2)], ("axis", 1)),
        new("Gather", 11, [F(2, 3, 4), I(-1, -3)], ("axis", -2)), new("Gather", 7, [F(2, 3, 4), N(1, ElementType.Int64)], ("axis", 2)),
        new("Gather", 7, [F(1, 3, 2, 2), Given(ElementType.Int32, [2, 1, 0])], ("axis", 1)),
        new("Gather", 7, [I(5, 6, 7), N(1, ElementType.Int64)]),
        new("GatherElements", 11, [F(3, 3), Given(ElementType.Int64, [0, 2, 1, -1, 0, 0], 2, 3)]),
        new("GatherElements", 11, [F(2, 3), Given(ElementType.Int64, [0, 2, 1, -1], 2, 2)], ("axis", 1)),
        new("GatherElements", 13, [Of(ElementType.Int64, 2, 3), Given(ElementType.Int32, [1, 0], 2, 1)], ("axis", -1)),
        new("GatherND", 11, [F(2, 3, 4), Given(ElementType.Int64, [1, 0, 0, -1], 2, 2)]),
        new("GatherND", 11, [F(2, 3), Given(ElementType.Int64, [1, 0], 2, 1)]),
        new("GatherND", 12, [F(2, 3, 4), Given(ElementType.Int64, [1, 2], 2, 1)], ("batch_dims", 1)),
        new("GatherND", 12, [F(2, 2, 3, 4), Given(ElementType.Int64, [1, 2, 0, 1], 2, 2, 1)], ("batch_dims", 2)),
        new("Scatter", 9, [F(3, 3), Given(ElementType.Int64, [0, 2, 1], 1, 3), F(1, 3)]) { To = 10 },
        new("ScatterElements", 11, [F(3, 3), Given(ElementType.Int64, [0, 2, 1], 1, 3), F(1, 3)]),
        new("ScatterElements", 11, [F(2, 5), Given(ElementType.Int64, [1, -2], 1, 2), F(1, 2)], ("axis", 1)),
        .. new[] { "add", "mul", "max", "min" }.SelectMany(reduction => new EvaluationCase[]
        {
            new("ScatterElements", reduction.StartsWith('m') && reduction != "mul" ? 18 : 16,
                [F(3, 2), Given(ElementType.Int64, [1, 1, 1, 0], 2, 2), F(2, 2)], ("reduction", reduction)),
            new("ScatterND", reduction.StartsWith('m') && reduction != "mul" ? 18 : 16,
                [F(3, 2), Given(ElementType.Int64, [1, 1], 2, 1), F(2, 2)], ("reduction", reduction)),
        }),
        new("ScatterND", 11, [F(4, 3), Given(ElementType.Int64, [1, 3], 2, 1), F(2, 3)]),
        new("ScatterND", 11, [F(2, 3, 4), Given(ElementType.Int64, [1, 0, 0, 2], 2, 2), F(2, 4)]),
        new("NonZero", 9, [Given(ElementType.Float, [0, 1, 2, 0, 0, 3], 2, 3)]), new("NonZero", 9, [Of(ElementType.Bool, 7)]),
        new("NonZero", 9, [Floats(0, 0)]),
        new("Compress", 9, [F(3, 4), Given(ElementType.Bool, [0, 1, 1])], ("axis", 0)),
        new("Compress", 9, [F(3, 4), Given(ElementType.Bool, [1, 0, 1, 1, 1])]),
        new("Compress", 11, [F(3, 4), Given(ElementType.Bool, [1, 0, 1])], ("axis", -1)),
        new("OneHot", 9, [Given(ElementType.Int64, [0, 2, -1, 5]), N(4, ElementType.Int64), Floats(0, 1)]),
        new("OneHot", 11, [Given(ElementType.Int64, [0, 2, 1, 1], 2, 2), N(3, ElementType.Int64), Floats(-1, 2)], ("axis", 1)),
        new("OneHot", 11, [Given(ElementType.Int64, [0, 2]), N(3, ElementType.Int64), Given(ElementType.Int64, [0, 9])], ("axis", 0)),
        new("Trilu", 14, [F(2, 3, 4)]), new("Trilu", 14, [F(4, 3)], ("upper", 0)), new("Trilu", 14, [F(3, 4), N(1, ElementType.Int64)]),
        new("Trilu", 14, [Of(ElementType.Int64, 4, 4), N(-1, ElementType.Int64)], ("upper", 0)),
    ];
}
