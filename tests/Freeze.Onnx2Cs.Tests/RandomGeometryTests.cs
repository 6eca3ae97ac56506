using CsCheck;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Windows of random geometry: the evaluator against ONNX Runtime, the lowering against the evaluator.</summary>
public class RandomGeometryTests
{
    private static readonly Gen<long[]> s_pads = Gen.Long[0, 2].Array[4];

    [Fact]
    public void Convolutions() => Gen.Select(Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Long[1, 3].Array[2], Gen.Long[1, 2].Array[2], s_pads)
        .Sample((perGroup, groups, kernelHeight, kernelWidth, strides, dilations, pads) =>
        {
            var g = new GraphBuilder([1, perGroup * groups, 8, 6]);
            var conv = g.Node("Conv", ["x", g.Random("w", groups * 2, perGroup, kernelHeight, kernelWidth), g.Random("b", groups * 2)],
                ("group", groups), ("strides", strides), ("dilations", dilations), ("pads", pads));
            Check(g, conv);
        }, iter: 60, threads: 1);

    [Fact]
    public void Pools() => Gen.Select(Gen.Bool, Gen.Long[2, 4].Array[2], Gen.Long[1, 3].Array[2], Gen.Long[0, 1].Array[4], Gen.Int[0, 1])
        .Sample((maximum, kernel, strides, pads, flag) =>
        {
            var g = new GraphBuilder([1, 2, 9, 8]);
            var (op, extra) = maximum ? ("MaxPool", "ceil_mode") : ("AveragePool", "count_include_pad");
            Check(g, g.Node(op, ["x"], ("kernel_shape", kernel), ("strides", strides), ("pads", pads), (extra, flag)));
        }, iter: 60, threads: 1);

    [Fact]
    public void Slices_and_pads() => Gen.Select(Gen.Long[0, 3].Array[3], Gen.Long[1, 3].Array[3], Gen.Long[0, 2].Array[3], Gen.Long[0, 2].Array[6])
        .Sample((starts, steps, cut, pads) =>
        {
            var g = new GraphBuilder([1, 5, 9, 8]);
            long[] ends = [5 - Math.Min(cut[0], 1), 9 - cut[1], 8 - cut[2]];
            var slice = g.Node("Slice", ["x", g.Integers(starts), g.Integers(ends), g.Integers(1, 2, 3), g.Integers(steps)]);
            Check(g, g.Node("Pad", [slice, g.Integers(0, pads[0], pads[1], pads[2], 0, pads[3], pads[4], pads[5])]));
        }, iter: 100, threads: 1);

    // A further convolution with a window of all sees every pixel, so that a mistake anywhere shows in the output.
    private static void Check(GraphBuilder g, string x)
    {
        g.Output(x);
        Oracle.AssertLikeOnnxRuntime(g);
        var shape = Oracle.Reference(g.ToGraph(), g.RandomInput()).Shape;
        g.Graph.Output.Clear();
        g.Output(g.Node("Conv", [x, g.Random("all", 3, shape[1], shape[2], shape[3])]));
        Oracle.AssertLowersRight(g);
    }
}
