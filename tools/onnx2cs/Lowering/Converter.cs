using Freeze.Generators;
using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Passes;
using Freeze.Onnx2Cs.Lowering.Values;
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
        Allowance.Within(graph.Bytes, () => Lower(graph, options));

    private static ConvertedModel Lower(OnnxGraph graph, ConvertOptions options)
    {
        var problems = new Problems(graph.Source);
        var scores = Heads.Find(graph, options.Output, problems);
        var candidates = GraphInput.Candidates(graph, options, problems);
        problems.ThrowIfAny();
        var (input, ops) = Lower(graph, candidates, scores!);
        var hasHead = !Heads.AreFeatures(ops.Output);
        var folded = InputFolding.Run(ops);
        Fusion.Run(ops);
        if (ops.Ops.Count > SpecLimits.Layers)
        {
            problems.Add($"The network comes to {ops.Ops.Count} layers, and a definition takes {SpecLimits.Layers}: "
                + "export it without quantisation, or simplify the file with onnxslim");
        }

        problems.ThrowIfAny();
        Namer.Run(ops, graph);
        var tensors = new Dictionary<string, (int[] Shape, float[] Data)>(StringComparer.Ordinal);
        var shape = ops.Input.Shape;
        var bytes = input.Image.Type.IsInteger();
        var choice = InputChoice.Of(shape.C, shape.H, shape.W, bytes, graph.Metadata, options, problems);
        problems.ThrowIfAny();
        var normalisation = InputNormalisation.Of(shape.H, shape.W, folded.Scale, folded.Shift, folded.IsReversed, choice, options);
        if (normalisation.MeanImage is { } mean) tensors[ImageInput.MeanTensor] = ([shape.C, shape.H, shape.W], mean);
        foreach (var op in ops.Ops) SpecBuilder.AddTensors(op, tensors);
        Check(options, ops, tensors, problems);
        var probes = options.ProbeAt.Count > 0 ? ChosenProbes.Find(ops, options.ProbeAt, problems) : ResidualBlocks.Find(ops);
        problems.ThrowIfAny();
        var name = options.Name is { Length: > 0 } ? options.Name : ModelNames.FromPath(graph.Source);
        var spec = new ModelSpec(
            options.Namespace,
            options.ClassName is { Length: > 0 } ? options.ClassName : ModelNames.ToClassName(name),
            name,
            normalisation.Spec,
            EquatableArray<string>.From(options.Labels),
            EquatableArray<LayerSpec>.From(ops.Ops.Select(SpecBuilder.Layer)),
            EquatableArray<ProbeSpec>.From(probes));
        CheckShapes(spec, ops, problems);
        problems.ThrowIfAny();
        return new()
        {
            Spec = spec,
            Warning = choice.Doubt(options, normalisation, isInGraph: folded.Scale.Any(factor => factor != 1) || folded.Shift.Any(value => value != 0)),
            Tensors = tensors,
            Graph = graph,
            OutputName = scores!,
            HasHead = hasHead,
            Batch = input.Batch,
            Input = new(input.Image.View, folded),
        };
    }

    // The likelier order of the input's axes is right where no layer has to move the image's elements; else the other one may be.
    private static (GraphInput Input, OpGraph Graph) Lower(OnnxGraph graph, GraphInput[] candidates, string scores)
    {
        (GraphInput Input, OpGraph Graph)? best = null;
        Problems? first = null;
        foreach (var candidate in candidates)
        {
            var problems = new Problems(graph.Source);
            var output = Allowance.Within(graph.Bytes, () => new GraphLowering(graph, candidate, scores, problems).Run());
            first ??= problems;
            if (output is null) continue;
            var ops = new OpGraph(candidate.Image.Source, output);
            if (best is null || Moves(ops) < Moves(best.Value.Graph)) best = (candidate, ops);
            if (Moves(ops) == 0) break;
        }

        if (best is null) first!.ThrowIfAny();
        return best!.Value;
    }

    // Whether rows and columns of the image become something else: that its channels are exchanged or left out says nothing.
    private static int Moves(OpGraph graph) => graph.Ops.Count(op => op is { Kind: OpKind.Rearrange, View: { } view } && op.Inputs[0] == graph.Input
        && !(op.Shape.Plane == graph.Input.Shape.Plane && view.Reshape([op.Shape.C, op.Shape.Plane]) is { Strides: [_, 0 or 1] }));

    // What the generator would refuse is said of the node that it comes from, before any C# is written.
    private static void CheckShapes(ModelSpec spec, OpGraph ops, Problems problems)
    {
        foreach (var problem in ShapeInference.Infer(spec).Problems.Where(problem => !problem.IsWarning))
        {
            if (problem.Part == DefinitionPart.Layer && ops.Ops[problem.Index].Node is { } node) problems.Add($"Node {Quoted.Text(node.Name)}: {problem.Message}");
            else problems.Add(problem.Message);
        }
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
