using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>An activation of its own; those that follow another operator are part of that one.</summary>
internal static unsafe class ActivateOperator
{
    public static void Run(in Batch batch, int input, Activate layer, int output)
    {
        foreach (var row in new Rows(batch, layer.Output))
        {
            var result = row.Of(output, layer.Output);
            row.Of(input, layer.Input).CopyTo(result);
            Activations.Apply(layer.Activation, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
