using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>The image that a graph takes.</summary>
/// <param name="Image">The input as an operator, seen as the graph sees it.</param>
/// <param name="Batch">Images that the graph states for a batch; 0 where it does not state a number, 1 where it has no axis for them.</param>
internal sealed record GraphInput(Value Image, int Batch)
{
    /// <summary>Photographs have few channels and many pixels: so the order that the format does not state is guessed first.</summary>
    private const int MostChannels = 4;

    /// <summary>
    /// What the input may be: its channels first or last, the likelier one first. Either is computed right, since its elements are the same; with the other
    /// one more elements move.
    /// </summary>
    public static GraphInput[] Candidates(OnnxGraph graph, ConvertOptions options, Problems problems)
    {
        if (graph.Inputs.Count != 1)
        {
            problems.Add($"The model takes {graph.Inputs.Count} inputs; it must take one, the image");
            return [];
        }

        var input = graph.Inputs[0];
        if (input.Type.Bits() == 0 || input.Type == ElementType.Bool)
            problems.Add($"Input {Quoted.Text(input.Name)} is of type {ElementTypes.NameOf((int)input.Type)}; it must be numbers");
        var stated = options.InputShape;
        if (stated is not null && input.Shape is { } own && !Fits(stated, own))
            problems.Add($"--input-shape {string.Join(',', stated)} does not fit input {Quoted.Text(input.Name)} of shape {Describe(own)}");
        var shape = stated is not null ? [.. stated.Select(length => (int?)length)] : ResizedInput.Shape(graph, input.Shape);
        if (Split(shape) is null && options.KnownShape is { } known) shape = [.. known.Select(length => (int?)length)];
        if (Split(shape) is not { } parts || parts.Image.Aggregate(1L, (count, length) => count * length) > OnnxTensor.MostElements
            || parts.Image.Any(length => length > SpecLimits.Size))
        {
            var what = input.Shape is null ? "no shape" : $"the shape {Describe(input.Shape)}";
            problems.Add($"Input {Quoted.Text(input.Name)} has {what}, which does not tell the size of an image; state it, as in --input-shape 1,3,224,224"
                + (input.Shape?.Any(length => length is null) == true ? ", or name what is missing, as in --input-dim height=224" : ""));
            return [];
        }

        var (batch, image) = parts;
        int[] leading = shape!.Count == image.Length ? [] : [1];
        if (image.Length == 2) return [new(Value.Of(new Op(OpKind.Input, new(1, image[0], image[1]), null), View.Of([.. leading, .. image]), input.Type), batch)];
        var (a, b, c) = (image[0], image[1], image[2]);
        var first = new GraphInput(Value.Of(new Op(OpKind.Input, new(a, b, c), null), View.Of([.. leading, a, b, c]), input.Type), batch);
        var last = new GraphInput(Value.Of(
            new Op(OpKind.Input, new(c, a, b), null), View.Strided([.. leading, a, b, c], [.. leading, b, 1, a * b]), input.Type), batch);
        return a > MostChannels && c <= MostChannels ? [last, first] : [first, last];
    }

    // Images of a batch, and channels with pixels or, of one channel, pixels alone.
    private static (int Batch, int[] Image)? Split(IReadOnlyList<int?>? shape)
    {
        if (shape is null or { Count: < 2 or > 4 } || shape.Skip(1).Any(length => length is null)) return null;
        int[] rest = [.. shape.Skip(1).Select(length => length!.Value)];
        return shape.Count switch
        {
            4 => (shape[0] ?? 0, rest),

            // A symbolic axis is a batch, of images of one channel.
            3 => shape[0] is { } first ? (1, [first, .. rest]) : (0, rest),
            _ => shape[0] is { } height ? (1, [height, rest[0]]) : null,
        };
    }

    private static bool Fits(IReadOnlyList<int> stated, IReadOnlyList<int?> own) =>
        stated.Count == own.Count && stated.Zip(own).All(pair => pair.Second is null || pair.Second == pair.First);

    private static string Describe(IReadOnlyList<int?> shape) => $"[{string.Join(',', shape.Select(length => length?.ToString() ?? "?"))}]";
}
