using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Converts an ONNX file to a definition and weights.</summary>
public static class Converter
{
    /// <summary>Reads a file and converts it.</summary>
    /// <exception cref="ConversionException">It cannot be converted; the message lists every reason.</exception>
    public static ConvertedModel Convert(string path, ConvertOptions options) => Convert(OnnxFile.Load(path, options.InputDimensions), options);

    /// <summary>Converts a graph.</summary>
    public static ConvertedModel Convert(OnnxGraph graph, ConvertOptions options) =>
        Allowance.Within(graph.Initializers.Values.Sum(tensor => (long)tensor.Values.Length), () => Lower(graph, options));

    private static ConvertedModel Lower(OnnxGraph graph, ConvertOptions options)
    {
        var problems = new Problems(graph.Source);
        var lowered = new GraphLowering(graph, problems).Run();
        problems.ThrowIfAny();
        var (image, output) = lowered!.Value;
        var input = image.Op!;
        var ops = new OpGraph(input, output.Op!);
        var (scale, shift) = Head.TakeOff(ops);
        Passes.Run(ops);
        Namer.Run(ops, graph);
        var tensors = new Dictionary<string, (int[] Shape, float[] Data)>(StringComparer.Ordinal);
        foreach (var op in ops.Ops) SpecBuilder.AddTensors(op, tensors);
        Check(options, ops, tensors, problems);
        var probes = options.ProbeAt.Count > 0 ? ChosenProbes.Find(ops, options.ProbeAt, problems) : ResidualBlocks.Find(ops);
        var bytes = graph.Inputs[0].Type == ElementType.UInt8;
        var (channels, height, width) = (input.Shape.C, input.Shape.H, input.Shape.W);
        var choice = InputChoice.Of(channels, height, width, bytes, graph.Metadata, options, problems);
        problems.ThrowIfAny();
        var normalisation = InputNormalisation.Of(height, width, scale, shift, isReversed: false, choice, options);
        if (normalisation.MeanImage is { } mean) tensors[ImageInput.MeanTensor] = ([channels, height, width], mean);
        var name = options.Name is { Length: > 0 } ? options.Name : ModelNames.FromPath(graph.Source);
        var spec = new ModelSpec(
            options.Namespace,
            options.ClassName is { Length: > 0 } ? options.ClassName : ModelNames.ToClassName(name),
            name,
            normalisation.Spec,
            EquatableArray<string>.From(options.Labels),
            EquatableArray<LayerSpec>.From(ops.Ops.Select(SpecBuilder.Layer)),
            EquatableArray<ProbeSpec>.From(probes));
        return new()
        {
            Spec = spec,
            Warning = choice.Doubt(options, isInGraph: scale.Any(factor => factor != 1) || shift.Any(value => value != 0)),
            Tensors = tensors,
            Graph = graph,
            InputScale = scale,
            InputShift = shift,
            InputHasChannelsLast = image.ChannelsLast,
        };
    }

    private static void Check(ConvertOptions options, OpGraph ops, Dictionary<string, (int[] Shape, float[] Data)> tensors, Problems problems)
    {
        var (channels, classes) = (ops.Input.Shape.C, ops.Output.Shape.C);
        if (options.Labels.Count > 0 && options.Labels.Count != classes)
            problems.Add($"There are {options.Labels.Count} labels for a model of {classes} classes; give one label a class, in the model's order");
        if (options.ClassName is { Length: > 0 } className && !ModelNames.IsIdentifier(className))
            problems.Add($"The class name {Quoted.Text(className)} is no C# identifier; give one such as ResNet18");
        if (options.Namespace.Length > 0 && !options.Namespace.Split('.').All(ModelNames.IsIdentifier))
            problems.Add($"The namespace {Quoted.Text(options.Namespace)} is no C# namespace; give one such as Company.Models");
        if (options.Name is { Length: > 0 } fileName && !ModelNames.IsFileName(fileName))
            problems.Add($"The name {Quoted.Text(fileName)} cannot name files; use letters, digits, dashes, underscores and dots");
        if (options.Mean is { } mean && (mean.Count != 1 && mean.Count != channels || mean.Any(value => !float.IsFinite(value))))
            problems.Add($"The mean has {mean.Count} values for {channels} channels; give one finite number a channel");
        if (options.Std is { } std && (std.Count != 1 && std.Count != channels || std.Any(value => !float.IsFinite(value) || value <= 0)))
            problems.Add($"The standard deviation must be one positive number for each of {channels} channels");
        foreach (var (name, (_, data)) in tensors)
        {
            if (Array.Exists(data, value => !float.IsFinite(value)))
                problems.Add($"Tensor {Quoted.Text(name)} exceeds the range of float once BatchNorm is folded into it");
        }
    }
}
