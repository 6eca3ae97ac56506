using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>Rewrites operators into fewer ones that compute the same.</summary>
internal static class Fusion
{
    public static void Run(OpGraph graph)
    {
        WrittenActivations.Run(graph);
        InputCopy.Run(graph);
        foreach (var op in graph.Ops.Where(op => op.Kind == OpKind.Select).ToArray())
        {
            AddFill(graph, op);
            SelectionConvolution.Become(op);
        }

        graph.Update();
        FoldScaleShifts(graph);
        RemoveIdentities(graph);
        FuseAdds(graph);
        FuseActivations(graph);
    }

    /// <summary>
    /// What a selection puts around where it is not zero is added afterwards, and zero is added inside: unlike a shift of the whole image there and back,
    /// that changes no digit of it.
    /// </summary>
    private static void AddFill(OpGraph graph, Op op)
    {
        if (op.Fill == 0 || !op.Selections.Any(selection => selection.HasZeros)) return;
        if (!double.IsFinite(op.Fill) || Math.Abs(op.Fill) > float.MaxValue)
            throw new ConversionException($"with the value {op.Fill} is not supported but right before a MaxPool whose windows all meet the image");
        var (c, h, w) = op.Shape;
        var shift = new double[Allowance.Take([c, h, w])];
        for (var i = 0; i < shift.Length; i++)
        {
            var inside = op.Selections[0].Source(i / (h * w)) >= 0 && op.Selections[1].Source(i / w % h) >= 0 && op.Selections[2].Source(i % w) >= 0;
            shift[i] = inside ? 0 : op.Fill;
        }

        var fill = new Op(OpKind.ScaleShift, op.Shape, op.Node) { Order = op.Order, Weight = [.. Enumerable.Repeat(1.0, shift.Length)], Bias = shift };
        graph.Replace(op, fill);
        graph.AddInput(fill, op);
    }

    /// <summary>A scale and shift of each channel goes into the weights before it, in double.</summary>
    private static void FoldScaleShifts(OpGraph graph)
    {
        foreach (var op in graph.Ops)
        {
            if (op.Kind != OpKind.ScaleShift) continue;
            var source = op.Inputs[0];
            var linear = source.Kind is OpKind.Conv2D or OpKind.Dense or OpKind.ScaleShift or OpKind.LayerNorm
                && source.Activation == ActivationKind.None;
            if (!linear || graph.Uses(source) != 1 || (op.IsPerElement && !source.IsPerElement)) continue;

            // Weights may be shared with another layer, so they are copied before they change.
            Allowance.Work(source.Weight.Length + source.Bias.Length);
            var (weights, biases) = (source.Weight.Length / op.Weight.Length, source.Bias.Length / op.Bias.Length);
            source.Weight = [.. source.Weight.Select((weight, i) => weight * op.Weight[i / weights])];
            source.Bias = [.. source.Bias.Select((bias, i) => (bias * op.Weight[i / biases]) + op.Bias[i / biases])];
            graph.Replace(op, source);
        }
        graph.Update();
    }

    /// <summary>Scales that cancel each other, as round a GELU that was written out, leave nothing to do.</summary>
    private static void RemoveIdentities(OpGraph graph)
    {
        foreach (var op in graph.Ops)
        {
            if (op.Kind == OpKind.ScaleShift && Array.TrueForAll(op.Weight, weight => weight == 1) && Array.TrueForAll(op.Bias, bias => bias == 0))
                graph.Replace(op, op.Inputs[0]);
        }
        graph.Update();
    }

    /// <summary>A residual is added by the convolution at the end of the longer path; the other path is then computed first.</summary>
    private static void FuseAdds(OpGraph graph)
    {
        var depths = new Dictionary<Op, int> { [graph.Input] = 0 };
        foreach (var op in graph.Ops) depths[op] = 1 + op.Inputs.Max(source => depths[source]);
        foreach (var op in graph.Ops)
        {
            if (op.Kind != OpKind.Add || op.Inputs[0].Shape != op.Inputs[1].Shape) continue;
            var candidates = Enumerable.Range(0, 2).Where(i => CanAdd(graph, op.Inputs[i], op.Inputs[1 - i])).ToArray();
            if (candidates.Length == 0) continue;
            var chosen = candidates.MaxBy(i => depths[op.Inputs[i]]);
            var (convolution, residual) = (op.Inputs[chosen], op.Inputs[1 - chosen]);
            graph.AddInput(convolution, residual);
            convolution.IsJoin = op.IsJoin;
            graph.Replace(op, convolution);
        }
        graph.Update();
    }

    // A result that is read once cannot be what the other operand was made from, so no cycle arises.
    private static bool CanAdd(OpGraph graph, Op op, Op residual) =>
        op.Kind == OpKind.Conv2D && !op.HasResidual && op.Activation == ActivationKind.None && op != residual && graph.Uses(op) == 1;

    private static void FuseActivations(OpGraph graph)
    {
        foreach (var op in graph.Ops)
        {
            if (op.Kind != OpKind.Activation) continue;
            var source = op.Inputs[0];
            if (!op.Activation.CanFollow()
                || source.Kind is not (OpKind.Conv2D or OpKind.Dense or OpKind.Add or OpKind.Multiply or OpKind.ScaleShift or OpKind.LayerNorm)
                || source.Activation != ActivationKind.None || graph.Uses(source) != 1)
                continue;
            source.Activation = op.Activation;
            graph.Replace(op, source);
        }
        graph.Update();
    }
}
