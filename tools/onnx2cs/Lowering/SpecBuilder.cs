using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Writes finished operators down as layers and canonical weights.</summary>
internal static class SpecBuilder
{
    public static LayerSpec Layer(Op op) => new(Enum.Parse<LayerKind>(op.Kind.ToString()), op.Name, From(op))
    {
        Channels = op.Kind is OpKind.Conv2D or OpKind.Dense ? op.Shape.C : 0,
        Kernel = op.Kernel,
        Stride = op.Stride,
        Dilation = op.Dilation,
        PadBegin = op.PadBegin,
        PadEnd = op.PadEnd,
        Groups = op.Groups,
        Activation = op.Activation,
        Add = op.HasResidual ? Edge(op.Inputs[1]) : null,
        CountPadding = op.CountPadding,
        Alpha = (float)op.Alpha,
        Beta = (float)op.Beta,
        Epsilon = (float)op.Epsilon,
        Size = op.Kind == OpKind.Resample ? new(op.Shape.H, op.Shape.W) : default,
        Onnx = op.Node is { HasName: true } node ? node.Name : null,
    };

    /// <summary>Adds a layer's tensors.</summary>
    public static void AddTensors(Op op, Dictionary<string, (int[] Shape, float[] Data)> tensors)
    {
        switch (op.Kind)
        {
            case OpKind.Conv2D:
                tensors[op.Name + ".weight"] = ([op.Shape.C, op.Inputs[0].Shape.C / op.Groups, op.Kernel.Height, op.Kernel.Width], Narrow(op.Weight));
                tensors[op.Name + ".bias"] = ([op.Shape.C], Narrow(op.Bias));
                break;
            case OpKind.Dense:
                tensors[op.Name + ".weight"] = ([op.Shape.C, op.Inputs[0].Shape.Count], Narrow(op.Weight));
                tensors[op.Name + ".bias"] = ([op.Shape.C], Narrow(op.Bias));
                break;
            case OpKind.Resample:
                tensors[op.Name + ".rows"] = ([op.Shape.H], Narrow(op.Weight));
                tensors[op.Name + ".columns"] = ([op.Shape.W], Narrow(op.Bias));
                break;
            case OpKind.ScaleShift or OpKind.LayerNorm:
                tensors[op.Name + ".scale"] = ([op.Shape.C], Narrow(op.Weight));
                tensors[op.Name + ".shift"] = ([op.Shape.C], Narrow(op.Bias));
                break;
        }
    }

    private static string[] From(Op op) => [.. (op.HasResidual ? op.Inputs.Take(1) : op.Inputs).Select(Edge)];

    private static string Edge(Op op) => op.Kind == OpKind.Input ? InputSpec.Edge : op.Name;

    private static float[] Narrow(double[] values) => Array.ConvertAll(values, value => (float)value);
}
