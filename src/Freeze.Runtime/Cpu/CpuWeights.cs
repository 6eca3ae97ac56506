using Freeze.Cpu.Operators;
using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Cpu;

/// <summary>The weights of one layer as the kernels read them: pointers into the memory-mapped file.</summary>
/// <param name="weight">Packed weights of a convolution or dense layer; the scale of a ScaleShift.</param>
/// <param name="bias">Bias, or the shift of a ScaleShift; padded to whole blocks.</param>
internal readonly unsafe struct CpuWeights(float* weight, float* bias)
{
    public float* Weight { get; } = weight;

    public float* Bias { get; } = bias;

    /// <summary>Adds a layer's packed tensors to a file.</summary>
    public static void Pack(Layer layer, SafetensorsFile canonical, SafetensorsWriter writer)
    {
        switch (layer)
        {
            case Conv2D conv:
                Add("weight", new ConvolutionGeometry(conv).Pack(canonical.Floats(layer.Name + ".weight")));
                Add("bias", Pad(canonical.Floats(layer.Name + ".bias")));
                break;
            case Dense dense:
                Add("weight", new ConvolutionGeometry(dense).Pack(canonical.Floats(layer.Name + ".weight")));
                Add("bias", Pad(canonical.Floats(layer.Name + ".bias")));
                break;
            case ScaleShift:
                Add("scale", Pad(canonical.Floats(layer.Name + ".scale")));
                Add("shift", Pad(canonical.Floats(layer.Name + ".shift")));
                break;
            default:
                break;
        }

        void Add(string suffix, float[] data) => writer.Add($"{layer.Name}.{suffix}", [data.Length], data);
    }

    /// <summary>Binds a layer to its packed tensors.</summary>
    public static CpuWeights Bind(Layer layer, SafetensorsFile file) => layer switch
    {
        Conv2D conv => new(
            file.PointerF32(layer.Name + ".weight", new ConvolutionGeometry(conv).PackedFloats), file.PointerF32(layer.Name + ".bias", Padded(layer.Output.Channels))),
        Dense dense => new(
            file.PointerF32(layer.Name + ".weight", new ConvolutionGeometry(dense).PackedFloats), file.PointerF32(layer.Name + ".bias", Padded(layer.Output.Channels))),
        ScaleShift => new(
            file.PointerF32(layer.Name + ".scale", Padded(layer.Input.Channels)), file.PointerF32(layer.Name + ".shift", Padded(layer.Input.Channels))),
        _ => default,
    };

    private static int Padded(int channels) => (channels + Shape.Block - 1) / Shape.Block * Shape.Block;

    private static float[] Pad(ReadOnlySpan<float> values)
    {
        var padded = new float[Padded(values.Length)];
        values.CopyTo(padded);
        return padded;
    }
}
