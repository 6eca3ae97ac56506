using Freeze.Cpu.Operators;
using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Gpu;

/// <summary>Writes a model's weights to a device, one layer after the other.</summary>
/// <param name="queue">Queue of the device.</param>
/// <param name="buffer">Receives the weights.</param>
/// <param name="file">The canonical weights.</param>
/// <param name="half">Whether the weights of convolutions and dense layers become half floats.</param>
internal sealed unsafe class WeightUpload(GpuQueue queue, GpuBuffer buffer, SafetensorsFile file, bool half)
{
    private int _at;

    /// <summary>Floats that a layer takes, of which two half floats make one.</summary>
    public static long Floats(Layer layer, WeightNeeds needs, bool half)
    {
        var tensors = layer.Tensors;
        if (tensors.Count == 0) return 0;
        var floats = Count(tensors[1].Shape);
        if (needs.Plain) floats += Stored(Count(tensors[0].Shape), half && CanBeHalf(layer));
        if (needs.Winograd) floats += Stored(WinogradWeights.Count((Conv2D)layer), half);
        return floats;
    }

    /// <summary>Writes a layer's tensors.</summary>
    /// <exception cref="FreezeException">The file lacks them, or they are not what the layer can use.</exception>
    public LayerWeights Write(Layer layer, WeightNeeds needs)
    {
        if (layer.Tensors.Count == 0) return default;
        var first = Tensor(layer, 0);
        var second = Tensor(layer, 1);
        if (layer is Resample resample)
            fixed (float* rows = first, columns = second) ResampleOperator.Check(resample, rows, columns);
        return new LayerWeights(
            needs.Plain ? Write(layer, first, half && CanBeHalf(layer)) : 0,
            Write(layer, second, asHalf: false),
            needs.Winograd ? Write(layer, WinogradWeights.Transform((Conv2D)layer, first), half) : 0);
    }

    private ReadOnlySpan<float> Tensor(Layer layer, int index)
    {
        var (suffix, shape) = layer.Tensors[index];
        return new(file.PointerF32($"{layer.Name}.{suffix}", shape), (int)Count(shape));
    }

    // Offsets count in the values that are written.
    private int Write(Layer layer, ReadOnlySpan<float> values, bool asHalf)
    {
        var at = _at;
        _at += (int)Stored(values.Length, asHalf);
        if (asHalf) queue.Write<Half>(buffer, HalfWeights.Round(layer, values), at * 2L);
        else queue.Write(buffer, values, at);
        return asHalf ? at * 2 : at;
    }

    private static long Stored(long count, bool asHalf) => asHalf ? (count + 1) / 2 : count;

    private static bool CanBeHalf(Layer layer) => layer is Conv2D or Dense;

    private static long Count(int[] shape) => shape.Aggregate(1L, (product, length) => product * length);
}
