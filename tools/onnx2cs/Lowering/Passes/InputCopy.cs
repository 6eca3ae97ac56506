using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>
/// Only convolutions and rearrangements read the image, whose pixels lie otherwise than later activations. Before any other reader it is copied.
/// </summary>
internal static class InputCopy
{
    public static void Run(OpGraph graph)
    {
        var others = graph.Ops.Where(op => op.Kind is not (OpKind.Conv2D or OpKind.Select or OpKind.Rearrange) && op.Inputs.Contains(graph.Input)).ToArray();
        if (others.Length == 0) return;
        var shape = graph.Input.Shape;
        var copy = new Op(OpKind.Rearrange, shape, null, graph.Input) { View = View.Of(shape.Count) };
        foreach (var op in others)
        {
            for (var i = 0; i < op.Inputs.Count; i++) if (op.Inputs[i] == graph.Input) op.Inputs[i] = copy;
        }

        graph.Update();
    }
}
