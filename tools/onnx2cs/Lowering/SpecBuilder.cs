using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Writes finished operators down as layers and canonical weights.</summary>
internal static class SpecBuilder
{
    public static LayerSpec Layer(Op op) => new(Enum.Parse<LayerKind>(op.Kind.ToString()), op.Name, From(op))
    {
        Channels = op.Kind is OpKind.Conv2D or OpKind.Dense or OpKind.Rearrange ? op.Shape.C : 0,
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
        Size = op.Kind is OpKind.Resample or OpKind.Rearrange ? new(op.Shape.H, op.Shape.W) : default,
        Lengths = Axes(op.View?.Shape, 1),
        Strides = Axes(op.View?.Strides, 0),
        Offset = op.View?.Offset ?? 0,
        PerElement = op.IsPerElement,
        Onnx = op.Node is { HasName: true } node ? Namer.Cut(node.Name) : null,
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
                tensors[op.Name + ".rows"] = ([op.Shape.H], Narrow(op.Rows));
                tensors[op.Name + ".columns"] = ([op.Shape.W], Narrow(op.Columns));
                break;
            case OpKind.ScaleShift or OpKind.LayerNorm:
                int[] shape = op.IsPerElement ? [op.Shape.C, op.Shape.H, op.Shape.W] : [op.Shape.C];
                tensors[op.Name + ".scale"] = (shape, Narrow(op.Weight));
                tensors[op.Name + ".shift"] = (shape, Narrow(op.Bias));
                break;
        }
    }

    // A single element has no axis left, and a view in a definition has one at least.
    private static EquatableArray<int> Axes(int[]? values, int otherwise) => values is null ? default : values is [] ? EquatableArray<int>.From([otherwise]) : EquatableArray<int>.From(values);

    private static string[] From(Op op) => [.. (op.HasResidual ? op.Inputs.Take(1) : op.Inputs).Select(Edge)];

    private static string Edge(Op op) => op.Kind == OpKind.Input ? InputSpec.Edge : op.Name;

    private static float[] Narrow(double[] values) => Array.ConvertAll(values, value => (float)value);
}
