using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Gpu;

/// <summary>All weights of a model in one buffer of the device, as they stand in the canonical file; every session reads them there.</summary>
internal sealed class GpuWeights : IDisposable
{
    private readonly (int First, int Second)[] _offsets;

    public GpuWeights(GpuContext context, ModelPlan plan, SafetensorsFile file)
    {
        _offsets = new (int, int)[plan.Layers.Count];
        var floats = plan.Layers.Sum(layer => layer.Tensors.Sum(tensor => Count(tensor.Shape)));
        if (floats > int.MaxValue)
            throw new FreezeException($"The weights of '{plan.Name}' take {floats} values; a GPU takes {int.MaxValue} at most.");
        Buffer = context.AllocateFloats(floats);
        try
        {
            using var queue = context.CreateQueue();
            var at = 0;
            foreach (var layer in plan.Layers)
            {
                var tensors = layer.Tensors;
                if (tensors.Count == 0) continue;
                var first = Upload(queue, file, layer, tensors[0], ref at);
                _offsets[layer.Index] = (first, Upload(queue, file, layer, tensors[1], ref at));
            }
        }
        catch
        {
            Buffer.Dispose();
            throw;
        }
    }

    public GpuBuffer Buffer { get; }

    /// <summary>Where a layer's weight and bias stand, or its scale and shift.</summary>
    public (int First, int Second) this[Layer layer] => _offsets[layer.Index];

    public void Dispose() => Buffer.Dispose();

    private unsafe int Upload(GpuQueue queue, SafetensorsFile file, Layer layer, (string Suffix, int[] Shape) tensor, ref int at)
    {
        var count = (int)Count(tensor.Shape);
        var values = file.PointerF32($"{layer.Name}.{tensor.Suffix}", tensor.Shape);
        queue.Write(Buffer, new ReadOnlySpan<float>(values, count), at);
        at += count;
        return at - count;
    }

    private static long Count(int[] shape) => shape.Aggregate(1L, (product, length) => product * length);
}
