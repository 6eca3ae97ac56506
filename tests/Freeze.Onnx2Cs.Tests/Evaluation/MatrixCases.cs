using Freeze.Onnx2Cs.Onnx;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Products of matrices.</summary>
internal static class MatrixCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        new("MatMul", 7, [F(3, 4), F(4, 5)]), new("MatMul", 7, [F(2, 3, 4), F(4, 5)]), new("MatMul", 7, [F(2, 1, 3, 4), F(3, 4, 2)]),
        new("MatMul", 7, [F(4), F(4, 5)]),
        new("MatMul", 7, [F(2, 3, 4), F(4)]), new("MatMul", 7, [F(4), F(4)]),
        new("MatMul", 9, [Of(ElementType.Int64, 2, 3), Of(ElementType.Int64, 3, 2)]),
        new("MatMul", 7, [F(4), F(2, 4, 5)]),
        new("Gemm", 7, [F(3, 4), F(4, 5), F(5)]),
        new("Gemm", 7, [F(4, 3), F(5, 4), F(3, 5)], ("transA", 1), ("transB", 1), ("alpha", 0.5f), ("beta", 2f)),
        new("Gemm", 7, [F(4, 1), F(5, 4), F(1, 5)], ("transA", 1), ("transB", 1)), new("Gemm", 7, [F(3, 4), F(4, 5), F(3, 1)]),
        new("Gemm", 11, [F(3, 4), F(4, 5)]),
        new("Gemm", 7, [F(3, 4), F(4, 5), F()]),
        .. new (string, Feed[])[]
        {
            ("bi,oi->bo", [F(2, 3), F(4, 3)]), ("bij,bjk->bik", [F(2, 3, 4), F(2, 4, 5)]), ("ij->ji", [F(2, 3)]), ("ii->i", [F(3, 3)]),
            ("ii", [F(3, 3)]),
            ("ij,jk", [F(2, 3), F(3, 4)]), ("i,j->ij", [F(2), F(3)]), ("bhwc,hkc->bhwk", [F(1, 2, 3, 4), F(2, 5, 4)]),
            ("...ij,...jk->...ik", [F(2, 3, 4), F(2, 4, 5)]), ("...ij,...jk->...ik", [F(2, 3, 4), F(1, 4, 5)]),
            ("...ij->...ji", [F(2, 3, 4)]), ("nchw->nc", [F(2, 3, 2, 2)]), ("nchw,nc->nchw", [F(2, 3, 2, 2), F(2, 3)]),
            ("ij,ij->", [F(2, 3), F(2, 3)]),
            (" b i , o i -> b o ", [F(2, 3), F(4, 3)]), ("bac->abc", [F(2, 3, 4)]), ("i...->...", [F(3, 2, 2)]),
            ("ij,jk,kl->il", [F(2, 3), F(3, 4), F(4, 2)]),
            ("ba", [F(2, 3)]),
        }.Select(one => new EvaluationCase("Einsum", 12, one.Item2, ("equation", one.Item1))),
        new("Einsum", 12, [F(2, 3, 4), F(4, 5)], ("equation", "...ij,...jk->...ik"))
            { WrittenOut = Stack, WhyWrittenOut = "ellipses must stand for as many axes; not so in NumPy" },
    ];

    // A stack of matrices [2,3,4] times a matrix [4,5].
    private static OnnxTensor Stack(OnnxTensor[] x) => new([2, 3, 5],
        [.. Enumerable.Range(0, 30).Select(i => Enumerable.Range(0, 4).Sum(k =>
            x[0].Values[(i / 5 * 4) + k] * x[1].Values[(k * 5) + (i % 5)]))]);
}
