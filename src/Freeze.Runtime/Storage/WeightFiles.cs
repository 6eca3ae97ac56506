using Freeze.Cpu;

namespace Freeze.Storage;

/// <summary>Writes the weight files of a model: canonical ones that any tool can read, and those derived from them for the CPU.</summary>
public static class WeightFiles
{
    internal const string Kind = "freeze.kind";
    internal const string Model = "freeze.model";
    internal const string Structure = "freeze.structure";
    internal const string Weights = "freeze.weights";
    internal const string Sha256 = "freeze.sha256";
    internal const string Input = "freeze.input";
    internal const string LayerPrefix = "layer.";

    /// <summary>Writes <c>NAME.safetensors</c>: folded float32 weights in ONNX's order.</summary>
    /// <param name="folder">Folder of the model's files.</param>
    /// <param name="plan">The model.</param>
    /// <param name="tensors">Every tensor of every layer, named "LAYER.weight", "LAYER.bias", "LAYER.scale", "LAYER.shift".</param>
    /// <param name="metadata">Where the weights come from.</param>
    /// <exception cref="FreezeException">A tensor is missing or has another shape than the definition says.</exception>
    public static void WriteCanonical(
        string folder, ModelPlan plan, IReadOnlyDictionary<string, (int[] Shape, float[] Data)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tensors);
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in metadata) writer.Metadata[key] = value;
        Describe(writer, plan, "canonical");
        if (plan.Input.MeanImage) Add(ImageInput.MeanTensor, MeanShape(plan.Input), "the input");
        foreach (var layer in plan.Layers)
        foreach (var (suffix, shape) in layer.Tensors)
            Add($"{layer.Name}.{suffix}", shape, $"layer '{layer.Name}'");
        writer.Save(Path.Combine(folder, plan.Name + ".safetensors"));

        void Add(string name, int[] shape, string owner)
        {
            if (!tensors.TryGetValue(name, out var tensor)) throw new FreezeException($"The tensor '{name}' of {owner} is missing.");
            if (!tensor.Shape.AsSpan().SequenceEqual(shape))
                throw new FreezeException($"The tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; the definition needs [{string.Join(", ", shape)}].");
            writer.Add(name, shape, tensor.Data);
        }
    }

    /// <summary>Writes <c>NAME.cpu.safetensors</c> from <c>NAME.safetensors</c>: weights packed as the kernels read them.</summary>
    /// <param name="folder">Folder of the model's files.</param>
    /// <param name="plan">The model.</param>
    /// <exception cref="FreezeException">The canonical weights are missing, broken or of another model.</exception>
    public static void WriteCpu(string folder, ModelPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var canonical = SafetensorsFile.Open(Path.Combine(folder, plan.Name + ".safetensors"));
        canonical.VerifyChecksum();
        Check(canonical, plan, "canonical");
        var writer = new SafetensorsWriter();
        Describe(writer, plan, "cpu");
        writer.Metadata[Weights] = canonical.Metadata[Sha256];
        if (plan.Input.MeanImage) writer.Add(ImageInput.MeanTensor, MeanShape(plan.Input), MeanImage(canonical, plan.Input).ToArray());
        foreach (var layer in plan.Layers) CpuWeights.Pack(layer, canonical, writer);
        canonical.CheckUnchanged();
        writer.Save(Path.Combine(folder, plan.Name + ".cpu.safetensors"));
    }

    /// <summary>The mean image in place, [channels][height][width]; empty where the model has none.</summary>
    internal static unsafe ReadOnlySpan<float> MeanImage(SafetensorsFile file, ImageInput input) =>
        input.MeanImage ? new(file.PointerF32(ImageInput.MeanTensor, MeanShape(input)), input.Values) : [];

    /// <summary>Refuses a file of another kind or another model, by the name of the first layer that differs.</summary>
    internal static void Check(SafetensorsFile file, ModelPlan plan, string kind)
    {
        if (!file.Metadata.TryGetValue(Kind, out var found) || found != kind)
            throw new FreezeException($"'{file.Path}' does not hold {kind} weights of Freeze. Make it with onnx2cs convert.");
        if (!file.Metadata.ContainsKey(kind == "cpu" ? Weights : Sha256))
            throw new FreezeException($"'{file.Path}' does not say which weights it holds. Make it again with onnx2cs convert.");
        if (file.Metadata.TryGetValue(Structure, out var structure) && structure == plan.Structure) return;
        foreach (var layer in plan.Layers)
        {
            var description = file.Metadata.GetValueOrDefault(LayerPrefix + layer.Name);
            if (description == layer.Describe()) continue;
            throw new FreezeException(
                $"'{file.Path}' was made for another model. Layer '{layer.Name}' is defined as \"{layer.Describe()}\", but the weights "
                + (description is null ? "have no such layer." : $"were made for \"{description}\".") + " Undo the edit or run onnx2cs convert again.");
        }

        var options = file.Metadata.GetValueOrDefault(Input) ?? "";
        if (options != plan.Input.DescribeOptions())
        {
            throw new FreezeException(
                $"'{file.Path}' was made for another input. The definition says \"{Plain(plan.Input.DescribeOptions())}\", "
                + $"but the weights were made for \"{Plain(options)}\". Undo the edit or run onnx2cs convert again.");
        }

        throw new FreezeException($"'{file.Path}' was made for a model whose layers are joined otherwise. Undo the edit or run onnx2cs convert again.");
    }

    private static int[] MeanShape(ImageInput input) => [input.Channels, input.Height, input.Width];

    private static string Plain(string options) => options.Length == 0 ? "plain RGB, stretched" : HostileText.Printable(options);

    private static void Describe(SafetensorsWriter writer, ModelPlan plan, string kind)
    {
        writer.Metadata[Kind] = kind;
        writer.Metadata[Model] = plan.Name;
        writer.Metadata[Structure] = plan.Structure;
        if (plan.Input.DescribeOptions() is { Length: > 0 } options) writer.Metadata[Input] = options;
        foreach (var layer in plan.Layers) writer.Metadata[LayerPrefix + layer.Name] = layer.Describe();
    }
}
