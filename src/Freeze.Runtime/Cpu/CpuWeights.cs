using Freeze.Cpu.Convolutions;
using Freeze.Cpu.Operators;
using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Cpu;

/// <summary>The weights of one layer as the kernels read them: pointers into the file.</summary>
/// <param name="weight">Packed weights of a convolution or dense layer; the scale of a ScaleShift or LayerNorm; the rows of a Resample.</param>
/// <param name="bias">
/// Bias, or the shift of a ScaleShift or LayerNorm, padded to whole blocks or in the layout of activations; the columns of a Resample.
/// </param>
/// <param name="form">How a convolution is computed.</param>
internal readonly unsafe struct CpuWeights(float* weight, float* bias, LayerForm form = default)
{
    /// <summary>Files whose F(4,3) weights held its factors began otherwise: they are refused, since they would give wrong answers.</summary>
    private const string FormPrefix = "convolution.";
    private const string BatchesPrefix = "batches.";

    public float* Weight { get; } = weight;

    public float* Bias { get; } = bias;

    public LayerForm Form { get; } = form;

    /// <summary>Adds a layer's packed tensors to a file.</summary>
    public static void Pack(Layer layer, SafetensorsFile canonical, SafetensorsWriter writer)
    {
        switch (layer)
        {
            case Conv2D conv:
                var weights = canonical.Floats(layer.Name + ".weight");
                var form = ConvolutionForms.Choose(conv, weights);
                writer.Metadata[FormPrefix + layer.Name] = form.Packed.ToString();
                if (form.Batches) writer.Metadata[BatchesPrefix + layer.Name] = nameof(ConvolutionForm.WinogradF4);
                Add("weight", ConvolutionForms.Pack(form.Packed, conv, weights));
                Add("bias", Pad(canonical.Floats(layer.Name + ".bias")));
                break;
            case Dense dense:
                Add("weight", new DirectGeometry(dense).Pack(canonical.Floats(layer.Name + ".weight")));
                Add("bias", Pad(canonical.Floats(layer.Name + ".bias")));
                break;
            case ScaleShift { PerElement: true }:
                Add("scale", InBlocks(layer.Input, canonical.Floats(layer.Name + ".scale")));
                Add("shift", InBlocks(layer.Input, canonical.Floats(layer.Name + ".shift")));
                break;
            case ScaleShift or LayerNorm:
                Add("scale", Pad(canonical.Floats(layer.Name + ".scale")));
                Add("shift", Pad(canonical.Floats(layer.Name + ".shift")));
                break;
            case Resample:
                Add("rows", canonical.Floats(layer.Name + ".rows").ToArray());
                Add("columns", canonical.Floats(layer.Name + ".columns").ToArray());
                break;
            default:
                break;
        }

        void Add(string suffix, float[] data) => writer.Add($"{layer.Name}.{suffix}", [data.Length], data);
    }

    /// <summary>Binds a layer to its packed tensors.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="file">The packed weights.</param>
    /// <param name="batches">Whether batches may take a form of their own.</param>
    public static CpuWeights Bind(Layer layer, SafetensorsFile file, bool batches)
    {
        switch (layer)
        {
            case Conv2D conv:
                var form = FormOf(conv, file);
                if (!batches) form = form with { Batches = false };
                return new(Tensor("weight", ConvolutionForms.PackedFloats(form.Packed, conv)), Tensor("bias", Padded(layer.Output.Channels)), form);
            case Dense dense:
                return new(Tensor("weight", new DirectGeometry(dense).PackedFloats), Tensor("bias", Padded(layer.Output.Channels)));
            case ScaleShift { PerElement: true }:
                var floats = (layer.Input with { Halo = 0 }).Floats;
                return new(Tensor("scale", floats), Tensor("shift", floats));
            case ScaleShift or LayerNorm:
                return new(Tensor("scale", Padded(layer.Input.Channels)), Tensor("shift", Padded(layer.Input.Channels)));
            case Resample resample:
                var rows = Tensor("rows", layer.Output.Height);
                var columns = Tensor("columns", layer.Output.Width);
                ResampleOperator.Check(resample, rows, columns);
                return new(rows, columns);
            default:
                return default;
        }

        float* Tensor(string suffix, int floats) => file.PointerF32($"{layer.Name}.{suffix}", floats);
    }

    private static LayerForm FormOf(Conv2D layer, SafetensorsFile file)
    {
        if (file.Metadata.TryGetValue(FormPrefix + layer.Name, out var name) && Enum.TryParse<ConvolutionForm>(name, out var form)
            && ConvolutionForms.Fits(form, layer))
            return new LayerForm(form, file.Metadata.ContainsKey(BatchesPrefix + layer.Name) && BatchForm.Fits(form, layer));
        throw new FreezeException(
            $"'{file.Path}' packs the weights of layer '{layer.Name}' for {(name is null ? "an older version of Freeze" : $"'{name}', which this version does not know for it")}."
            + " Run onnx2cs convert again.");
    }

    // From [C,H,W] to the layout of an activation without a border, [ceil(C/16)][H][W][16].
    private static float[] InBlocks(Shape shape, ReadOnlySpan<float> values)
    {
        var pixels = shape.Height * shape.Width;
        var blocks = new float[shape.Blocks * pixels * Shape.Block];
        for (var i = 0; i < values.Length; i++)
        {
            var (channel, pixel) = Math.DivRem(i, pixels);
            blocks[(channel / Shape.Block * pixels + pixel) * Shape.Block + channel % Shape.Block] = values[i];
        }

        return blocks;
    }

    private static int Padded(int channels) => (channels + Shape.Block - 1) / Shape.Block * Shape.Block;

    private static float[] Pad(ReadOnlySpan<float> values)
    {
        var padded = new float[Padded(values.Length)];
        values.CopyTo(padded);
        return padded;
    }
}
