using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>
/// Only convolutions read the image, whose pixels lie otherwise than later activations. Before any other reader a 1x1 convolution
/// is put that copies it.
/// </summary>
internal static class InputCopy
{
    public static void Run(OpGraph graph)
    {
        var others = graph.Ops.Where(op => op.Kind is not (OpKind.Conv2D or OpKind.Select) && op.Inputs.Contains(graph.Input)).ToArray();
        if (others.Length == 0) return;
        var channels = graph.Input.Shape.C;
        var copy = new Op(OpKind.Conv2D, graph.Input.Shape, null, graph.Input)
        {
            Weight = Identity(channels),
            Bias = new double[channels],
        };
        foreach (var op in others)
        {
            for (var i = 0; i < op.Inputs.Count; i++) if (op.Inputs[i] == graph.Input) op.Inputs[i] = copy;
        }

        graph.Update();
    }

    private static double[] Identity(int channels)
    {
        var weight = new double[Allowance.Take([channels, channels])];
        for (var c = 0; c < channels; c++) weight[c * (channels + 1)] = 1;
        return weight;
    }
}
