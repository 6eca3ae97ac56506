using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>An activation of its own; those that follow another operator are part of that one.</summary>
internal static unsafe class ActivateOperator
{
    public static void Run(in Batch batch, int input, Activate layer, int output)
    {
        var padding = layer.Output.Channels % Shape.Block;
        var clean = padding != 0 && Activations.MayOverflow(layer.Activation);
        foreach (var row in new Rows(batch, layer.Output))
        {
            var result = row.Of(output, layer.Output);
            row.Of(input, layer.Input).CopyTo(result);
            Activations.Apply(layer.Activation, layer.Alpha, layer.Beta, result);

            // A later layer multiplies the lanes beyond the last channel by zero, which makes no zero of infinity.
            if (!clean || row.Block != layer.Output.Blocks - 1) continue;
            for (var i = 0; i < result.Length; i += Shape.Block) result[(i + padding)..(i + Shape.Block)].Clear();
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
