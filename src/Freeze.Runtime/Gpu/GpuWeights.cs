using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Gpu;

/// <summary>All weights of a model in one buffer of the device; every session reads them there.</summary>
internal sealed class GpuWeights : IDisposable
{
    private readonly LayerWeights[] _layers;

    /// <summary>Uploads.</summary>
    /// <param name="context">The device.</param>
    /// <param name="plan">The model.</param>
    /// <param name="file">Its canonical weights.</param>
    /// <param name="forms">Forms of its convolutions.</param>
    /// <param name="largestBatch">Images that run together at most.</param>
    /// <param name="half">Whether the weights of convolutions and dense layers become half floats.</param>
    public GpuWeights(GpuContext context, ModelPlan plan, SafetensorsFile file, ConvolutionForms forms, int largestBatch, bool half)
    {
        _layers = new LayerWeights[plan.Layers.Count];
        Half = half ? 1 : 0;
        WeightNeeds[] needs = [.. plan.Layers.Select(layer => forms.Weights(layer, largestBatch))];
        var floats = plan.Layers.Sum(layer => WeightUpload.Floats(layer, needs[layer.Index], half));
        var most = half ? int.MaxValue / 2 : int.MaxValue;
        if (floats > most) throw new FreezeException($"The weights of '{plan.Name}' take {floats} values; a GPU takes {most} at most.");
        Buffer = context.AllocateFloats(floats);
        try
        {
            using var queue = context.CreateQueue();
            var upload = new WeightUpload(queue, Buffer, file, half);
            foreach (var layer in plan.Layers) _layers[layer.Index] = upload.Write(layer, needs[layer.Index]);
        }
        catch
        {
            Buffer.Dispose();
            throw;
        }
    }

    public GpuBuffer Buffer { get; }

    /// <summary>1 where the weights of convolutions and dense layers are half floats: so their kernels take it.</summary>
    public int Half { get; }

    /// <summary>Where a layer's tensors stand.</summary>
    public LayerWeights this[Layer layer] => _layers[layer.Index];

    public void Dispose() => Buffer.Dispose();
}
