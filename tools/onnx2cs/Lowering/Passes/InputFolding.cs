using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering.Passes;

/// <summary>
/// What the layers read of what the ONNX file takes, channel by channel: Scale * x + Shift of the channel itself, or of its mirror image among the
/// channels (red for blue). The shift is one number a channel, or one an element.
/// </summary>
internal sealed record FoldedInput(bool IsReversed, double[] Scale, double[] Shift)
{
    public static FoldedInput Identity(int channels) => new(false, [.. Enumerable.Repeat(1.0, channels)], new double[channels]);
}

/// <summary>
/// Preprocessing at the head of the graph becomes part of the input: channels exchanged, scales and shifts, a mean image, in whatever way they are
/// written. There they cost nothing, and the padding that follows stays zero.
/// </summary>
internal static class InputFolding
{
    /// <summary>Each channel of a result as Scale * channel Source of the root + Shift.</summary>
    private sealed record Channels(int[] Source, double[] Scale, double[] Shift)
    {
        public bool IsReversed(int channels) => channels == 3 && Source.AsSpan().SequenceEqual([2, 1, 0]);

        public bool IsInOrder(int channels) => Source.Length == channels && Source.Select((source, c) => source == c).All(same => same);

        /// <summary>Shifts of a channel's elements: one, or as many as it has.</summary>
        public ReadOnlySpan<double> ShiftOf(int channel) => Shift.AsSpan(channel * (Shift.Length / Source.Length), Shift.Length / Source.Length);
    }

    // Preprocessing resizes once; each time more costs another look at the whole graph.
    private const int MostResized = 4;

    public static FoldedInput Run(OpGraph graph)
    {
        var folded = FoldedInput.Identity(graph.Input.Shape.C);
        var root = graph.Input;
        for (var resized = 0; ; resized++)
        {
            if (Fold(graph, root) is { } channels) folded = Then(folded, channels, channels.IsReversed(root.Shape.C));

            // What mixes pixels of one channel, as resizing does, may as well do so before they are scaled.
            if (resized == MostResized || graph.Readers(root) is not [{ Kind: OpKind.Resample } next] || next == graph.Output) break;
            if (folded.Shift.Length > folded.Scale.Length) break;
            root = next;
        }

        CombineChannels(graph);
        return folded;
    }

    private static FoldedInput Then(FoldedInput first, Channels then, bool reversed)
    {
        var (channels, each) = (then.Scale.Length, Math.Max(first.Shift.Length, then.Shift.Length) / then.Scale.Length);
        var shift = new double[channels * each];
        for (var i = 0; i < shift.Length; i++)
        {
            var before = first.Shift.AsSpan(then.Source[i / each] * (first.Shift.Length / channels), first.Shift.Length / channels);
            var own = then.ShiftOf(i / each);
            shift[i] = (then.Scale[i / each] * before[before.Length == 1 ? 0 : i % each]) + own[own.Length == 1 ? 0 : i % each];
        }

        return new(first.IsReversed ^ reversed, [.. then.Scale.Select((scale, c) => scale * first.Scale[then.Source[c]])], shift);
    }

    /// <summary>Lets the readers of the last result that is the root but for channels and numbers read the root.</summary>
    private static Channels? Fold(OpGraph graph, Op root)
    {
        var known = Known(graph, root);
        foreach (var op in Gates(graph, root).AsEnumerable().Reverse())
        {
            if (!known.TryGetValue(op, out var channels) || op == graph.Output || op.Shape != root.Shape) continue;
            if (!channels.IsInOrder(root.Shape.C) && !channels.IsReversed(root.Shape.C)) continue;

            // A normalisation divides by something positive, so what turns the image's sign stays where it is.
            if (channels.Scale.Any(scale => !(scale > 0))) continue;
            if (root != graph.Input && channels.Shift.Length > channels.Scale.Length) continue;
            graph.Replace(op, root);
            graph.Update();
            return channels;
        }

        return null;
    }

    // A convolution that reads several copies of one channel, as one of grey images made colour does, reads the channel with the sum of its weights.
    private static void CombineChannels(OpGraph graph)
    {
        var known = Known(graph, graph.Input);
        foreach (var op in graph.Ops)
        {
            if (op is not { Kind: OpKind.Conv2D, Groups: 1 } || op.Inputs[0] == graph.Input || known.ContainsKey(op)) continue;
            if (!known.TryGetValue(op.Inputs[0], out var channels) || Array.Exists(channels.Shift, shift => shift != 0)) continue;
            var (inputs, taps) = (graph.Input.Shape.C, op.Kernel.Height * op.Kernel.Width);
            var weight = new double[Onnx.Allowance.Take([op.Shape.C, inputs, op.Kernel.Height, op.Kernel.Width])];
            for (var i = 0; i < op.Weight.Length; i++)
            {
                var (output, c, tap) = (i / taps / channels.Source.Length, i / taps % channels.Source.Length, i % taps);
                weight[(((output * inputs) + channels.Source[c]) * taps) + tap] += op.Weight[i] * channels.Scale[c];
            }

            op.Weight = weight;
            op.Inputs[0] = graph.Input;
        }

        graph.Update();
    }

    // The operators that everything made of the root goes through on its way to the output: no other one reads what lies between.
    private static List<Op> Gates(OpGraph graph, Op root)
    {
        var gates = new List<Op>();
        var made = new HashSet<Op> { root };
        var open = graph.Readers(root).Count;
        foreach (var op in graph.Ops)
        {
            if (op.Inputs.Count(made.Contains) is not (> 0 and var read)) continue;
            made.Add(op);
            open -= read;
            if (open == 0) gates.Add(op);
            open += graph.Readers(op).Count;
        }

        return gates;
    }

    private static Dictionary<Op, Channels> Known(OpGraph graph, Op root)
    {
        var all = Enumerable.Range(0, root.Shape.C).ToArray();
        var known = new Dictionary<Op, Channels> { [root] = new(all, [.. all.Select(_ => 1.0)], new double[all.Length]) };
        foreach (var op in graph.Ops)
        {
            if (op == root || op.Activation != ActivationKind.None || op.Inputs.Count == 0 || !op.Inputs.TrueForAll(known.ContainsKey)) continue;
            if (Of(op, [.. op.Inputs.Select(input => known[input])]) is not { } channels) continue;
            Onnx.Allowance.Take((long)channels.Source.Length + channels.Scale.Length + channels.Shift.Length);
            known[op] = channels;
        }

        return known;
    }

    private static Channels? Of(Op op, Channels[] inputs) => op.Kind switch
    {
        OpKind.ScaleShift => Affine(op, inputs[0]),
        OpKind.Rearrange => Rearranged(op, inputs[0]),
        OpKind.Concat => Joined(inputs),
        OpKind.Conv2D when op is { Groups: 1, HasResidual: false } && op.Kernel == new Extent(1, 1) && op.Stride == new Extent(1, 1)
            && op.PadBegin == default && op.PadEnd == default => Pointwise(op, inputs[0]),
        _ => null,
    };

    private static Channels? Affine(Op op, Channels x)
    {
        var (channels, plane) = (op.Shape.C, op.Shape.Plane);
        var uniform = !op.IsPerElement || Enumerable.Range(0, channels).All(c => IsUniform(op.Weight.AsSpan(c * plane, plane)));
        if (!uniform) return null;
        var each = Math.Max(op.Bias.Length, x.Shift.Length) / channels;
        var shift = new double[channels * each];
        var scale = new double[channels];
        for (var c = 0; c < channels; c++)
        {
            var factor = op.Weight[c * (op.Weight.Length / channels)];
            var own = op.Bias.AsSpan(c * (op.Bias.Length / channels), op.Bias.Length / channels);
            var before = x.ShiftOf(c);
            for (var i = 0; i < each; i++) shift[(c * each) + i] = (factor * before[before.Length == 1 ? 0 : i]) + own[own.Length == 1 ? 0 : i];
            scale[c] = factor * x.Scale[c];
        }

        return new(x.Source, scale, shift);
    }

    // Whole channels in another order.
    private static Channels? Rearranged(Op op, Channels x)
    {
        var (c, h, w) = op.Shape;
        var source = op.Inputs[0].Shape;
        if ((source.H, source.W) != (h, w) || op.View!.Offset % source.Plane != 0 || op.View.Reshape([c, h, w]) is not { } view) return null;
        var plane = source.Plane;
        if ((h > 1 && view.Strides[1] != w) || (w > 1 && view.Strides[2] != 1) || view.Strides[0] % plane != 0) return null;
        return Taken(x, [.. Enumerable.Range(0, c).Select(i => (view.Offset + (i * view.Strides[0])) / plane)]);
    }

    private static Channels? Pointwise(Op op, Channels x)
    {
        var (outputs, inputs) = (op.Shape.C, op.Inputs[0].Shape.C);
        var places = new int[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var row = op.Weight.AsSpan(output * inputs, inputs);
            places[output] = row.IndexOfAnyExcept(0);
            if (places[output] < 0 || row[(places[output] + 1)..].IndexOfAnyExcept(0) >= 0) return null;
        }

        var taken = Taken(x, places);
        var each = taken.Shift.Length / outputs;
        double Factor(int output) => op.Weight[(output * inputs) + places[output]];
        return new(taken.Source, [.. taken.Scale.Select((scale, output) => scale * Factor(output))],
            [.. taken.Shift.Select((shift, i) => (shift * Factor(i / each)) + op.Bias[i / each])]);
    }

    private static Channels Taken(Channels x, int[] places) => new(
        [.. places.Select(place => x.Source[place])], [.. places.Select(place => x.Scale[place])], [.. places.SelectMany(place => x.ShiftOf(place).ToArray())]);

    private static Channels Joined(Channels[] parts)
    {
        var each = parts.Max(part => part.Shift.Length / part.Source.Length);
        return new([.. parts.SelectMany(part => part.Source)], [.. parts.SelectMany(part => part.Scale)], [.. parts.SelectMany(part =>
            Enumerable.Range(0, part.Source.Length).SelectMany(c => part.ShiftOf(c).Length == each
                ? part.ShiftOf(c).ToArray() : Enumerable.Repeat(part.ShiftOf(c)[0], each)))]);
    }

    private static bool IsUniform(ReadOnlySpan<double> values) => values.IndexOfAnyExcept(values[0]) < 0;
}
