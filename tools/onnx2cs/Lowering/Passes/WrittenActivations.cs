using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>
/// Finds activations that an exporter wrote out, however it spelt them: SiLU, hard sigmoid, hard swish and GELU are products and
/// clamps of scaled values.
/// </summary>
internal static class WrittenActivations
{
    private const double Close = 1e-4;

    public static void Run(OpGraph graph)
    {
        foreach (var op in graph.Ops.Where(op => op.Kind == OpKind.ScaleShift)) HardSigmoid(op);
        graph.Update();
        foreach (var op in graph.Ops.Where(op => op.Kind == OpKind.Multiply))
        {
            if (Gate(op, op.Inputs[0], op.Inputs[1])) continue;
            Gate(op, op.Inputs[1], op.Inputs[0]);
        }
        graph.Update();
    }

    // relu6(x + 3) / 6
    private static void HardSigmoid(Op op)
    {
        var outer = UniformAffine.Of(op);
        if (outer is not { Shift: 0, Source: { Kind: OpKind.Activation, Activation: ActivationKind.Relu6 } clamp }) return;
        if (!IsNear(outer.Scale, 1.0 / 6)) return;
        var inner = UniformAffine.Of(clamp.Inputs[0]);
        if (!IsNear(inner.Scale, 1) || !IsNear(inner.Shift, 3)) return;
        Become(op, inner.Source, ActivationKind.HardSigmoid, 1);
    }

    private static bool Gate(Op op, Op value, Op gate)
    {
        var (x, line) = (UniformAffine.Of(value), UniformAffine.Of(gate));
        var function = line.Source;
        if (x.Shift != 0 || function.Kind != OpKind.Activation) return false;
        var argument = UniformAffine.Of(function.Inputs[0]);
        if (argument.Source != x.Source || argument.Source.Shape != op.Shape) return false;
        var scale = x.Scale * line.Scale;
        switch (function.Activation)
        {
            case ActivationKind.Sigmoid when IsPlain(argument) && line.Shift == 0:
                return Become(op, x.Source, ActivationKind.Silu, scale);
            case ActivationKind.HardSigmoid when IsPlain(argument) && line.Shift == 0:
                return Become(op, x.Source, ActivationKind.HardSwish, scale);
            case ActivationKind.Relu6 when IsNear(argument.Scale, 1) && IsNear(argument.Shift, 3) && line.Shift == 0:
                return Become(op, x.Source, ActivationKind.HardSwish, 6 * scale);
            case ActivationKind.Erf when IsNear(argument.Scale, Math.Sqrt(0.5)) && argument.Shift == 0 && IsNear(line.Scale, line.Shift):
                return Become(op, x.Source, ActivationKind.Gelu, 2 * scale);
            default:
                return false;
        }
    }

    // The operator itself keeps the scale, so that whoever reads it need not change.
    private static bool Become(Op op, Op source, ActivationKind kind, double scale)
    {
        if (op.IsPerElement) return false;
        op.Inputs.Clear();
        if (IsNear(scale, 1))
        {
            (op.Kind, op.Activation, op.Weight, op.Bias) = (OpKind.Activation, kind, [], []);
            op.Inputs.Add(source);
            return true;
        }
        var function = new Op(OpKind.Activation, op.Shape, op.Node, source) { Activation = kind, Order = op.Order };
        op.Kind = OpKind.ScaleShift;
        op.Weight = [.. Enumerable.Repeat(scale, op.Shape.C)];
        op.Bias = new double[op.Shape.C];
        op.Inputs.Add(function);
        return true;
    }

    private static bool IsPlain(UniformAffine line) => line.Scale == 1 && line.Shift == 0;

    private static bool IsNear(double a, double b) => Math.Abs(a - b) <= Close * Math.Abs(b);
}
