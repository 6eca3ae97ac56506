using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Checks a model and works out the shape of every edge. It reports all problems at once and throws for none.</summary>
public static class ShapeInference
{
    /// <summary>Infers shapes and halos.</summary>
    /// <param name="spec">The model.</param>
    public static ModelShapes Infer(ModelSpec spec)
    {
        var problems = new List<Problem>();
        SpecChecks.Model(spec, problems);
        var image = Shape.Of(spec.Input);
        var shapes = new Shape[spec.Layers.Count];
        if (spec.Layers.Count > SpecLimits.Layers) return new(image, shapes, problems);
        var edges = new Edges(spec);
        for (var i = 0; i < shapes.Length; i++)
        {
            var layer = spec.Layers[i];
            var before = problems.Count;
            SpecChecks.Layer(layer, i, problems);
            edges.Check(i, problems);
            if (problems.Count > before) continue;
            var inputs = Edges.Read(layer).Select(edge => edges.IndexOf(edge) is var made && made < 0 ? image : shapes[made]).ToArray();

            // Where an input is wrong already, its readers have nothing to add.
            if (inputs.Any(shape => shape.Channels <= 0 || shape.Height <= 0 || shape.Width <= 0)) continue;
            var (shape, problem) = LayerShape.Of(layer, inputs);
            shapes[i] = shape;
            if (problem is not null) problems.Add(new(problem.Value.Rule.Id, $"Layer '{Names.Comment(layer.Name)}' {problem.Value.Message}", DefinitionPart.Layer, i));
        }

        SpecChecks.Probes(spec, edges, problems);
        if (problems.Count == 0) AddHalos(spec, edges, ref image, shapes);
        if (problems.Count == 0) CheckSizes(spec, image, shapes, problems);
        if (problems.Count == 0) Unread(spec, problems);
        return new(image, shapes, problems);
    }

    // A tensor's halo is the farthest that any convolution reads beyond its edge; pools clamp their windows instead.
    private static void AddHalos(ModelSpec spec, Edges edges, ref Shape image, Shape[] shapes)
    {
        for (var i = 0; i < shapes.Length; i++)
        {
            var layer = spec.Layers[i];
            if (layer.Kind != LayerKind.Conv2D) continue;
            var made = edges.IndexOf(layer.From[0]);
            var input = made < 0 ? image : shapes[made];
            var halo = Math.Max(
                Overhang(input.Height, shapes[i].Height, layer.Kernel.Height, layer.Stride.Height, layer.Dilation.Height, layer.PadBegin.Height),
                Overhang(input.Width, shapes[i].Width, layer.Kernel.Width, layer.Stride.Width, layer.Dilation.Width, layer.PadBegin.Width));
            input = input with { Halo = Math.Max(input.Halo, halo) };
            if (made < 0) image = input;
            else shapes[made] = input;
        }
    }

    private static int Overhang(int input, int output, int kernel, int stride, int dilation, int pad)
    {
        var last = ((output - 1L) * stride) + ((kernel - 1L) * dilation) - pad;
        return (int)Math.Max(pad, Math.Max(0, last - (input - 1L)));
    }

    // Only the first one: the halo that one layer asks for makes its input large as well.
    private static void CheckSizes(ModelSpec spec, Shape image, Shape[] shapes, List<Problem> problems)
    {
        if (image.ImageFloats > int.MaxValue / 4)
            problems.Add(new(Rules.TooLarge.Id, $"The image takes {image.ImageFloats} floats; the limit is {int.MaxValue / 4}", DefinitionPart.Input));
        for (var i = 0; i < shapes.Length && problems.Count == 0; i++)
        {
            if (shapes[i].Floats > int.MaxValue / 4)
                problems.Add(new(Rules.TooLarge.Id, $"The output of layer '{Names.Comment(spec.Layers[i].Name)}' takes {shapes[i].Floats} floats; the limit is {int.MaxValue / 4}", DefinitionPart.Layer, i));
        }

        if (problems.Count == 0 && MemoryPlanner.Plan(spec, image, shapes).Arena > int.MaxValue)
            problems.Add(new(Rules.TooLarge.Id, "The activations of one image do not fit in 2^31 floats", DefinitionPart.Model));
    }

    private static void Unread(ModelSpec spec, List<Problem> problems)
    {
        var read = new HashSet<string>(spec.Layers.SelectMany(Edges.Read).Concat(spec.Probes.Select(probe => probe.At)), StringComparer.Ordinal);
        for (var i = 0; i < spec.Layers.Count - 1; i++)
        {
            if (!read.Contains(spec.Layers[i].Name))
                problems.Add(new(Rules.Unread.Id, $"Nobody reads the output of layer '{Names.Comment(spec.Layers[i].Name)}'; remove the layer, or connect it", DefinitionPart.Layer, i));
        }
    }
}
