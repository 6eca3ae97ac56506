using CsCheck;
using Freeze.Generators.Specs;

namespace Freeze.Generators.Tests;

/// <summary>Random models.</summary>
internal static class RandomSpecs
{
    /// <summary>Names that try to break out of literals and comments.</summary>
    public static readonly string[] Hostile =
    [
        "a\nb", "a\r\nthrow", "x\u0085y", "x\u2028y", "x\u2029y", "*/ int evil; /*", "// x", "\"); evil();//", "back\\slash", "{0}", "\ud800", "😀", "ünïcödé", "名前", "\0", "\u202Eabc",
        "class", "Buffer0", "Input", "Plan", "Activation", "Conv2D", "layer.1", "layer_1", "layer-1", "layer 1", "Layer.1", "1", "-", "...", "s", "s_plan", "#if false", "\t", "</summary>",
    ];

    private static readonly Gen<string> s_text = Gen.Frequency<string>((3, Gen.Int[0, Hostile.Length - 1].Select(i => Hostile[i])), (1, Gen.String[Gen.Char, 1, 12]));

    private static readonly Gen<Extent> s_ones = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], (h, w) => new Extent(h, w));
    private static readonly Gen<Extent> s_zeros = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], (h, w) => new Extent(h, w));
    private static readonly Gen<string?> s_onnx = Gen.Frequency<string?>((1, Gen.Const((string?)null)), (1, s_text.Select(t => (string?)t)));

    /// <summary>Any spec that attributes can express, sensible or not.</summary>
    public static readonly Gen<ModelSpec> Any =
        from input in Gen.Select(
            Gen.Int[1, 40], Gen.Int[1, 40], Gen.Float.Array[0, 3], Gen.Float.Array[0, 3],
            (c, size, mean, deviation) => new InputSpec(c, size, size + 1, mean, deviation))
        from picture in Gen.Select(Gen.Enum<ChannelOrderKind>(), Gen.Bool, Gen.Int[-1, 300], Gen.Enum<OrientationKind>())
        from layers in AnyLayer().Array[0, 6]
        from probes in Gen.Select(s_text, s_text, (at, name) => new ProbeSpec(at, name)).Array[0, 3]
        from labels in s_text.Array[0, 30]
        from name in s_text
        select new ModelSpec("Sample", "Net", name, input with
        {
            Order = picture.Item1, MeanImage = picture.Item2, ShorterSide = picture.Item3, Orientation = picture.Item4,
        }, labels, layers, probes);

    /// <summary>Valid residual networks with branches.</summary>
    public static readonly Gen<ModelSpec> Valid =
        from ops in Gen.Select(Gen.Int[0, 6], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Bool).Array[1, 25]
        from size in Gen.Int[1, 20]
        select Build(ops, size);

    private static Gen<LayerSpec> AnyLayer() =>
        from kind in Gen.Enum<LayerKind>()
        from name in s_text
        from edges in s_text.Array[0, 3]
        from extents in Gen.Select(s_ones, s_ones, s_ones, s_zeros, s_zeros)
        from numbers in Gen.Select(Gen.Int[0, 64], Gen.Int[0, 3], Gen.Enum<ActivationKind>())
        from add in s_onnx
        from onnx in s_onnx
        from count in Gen.Bool
        from parameters in Gen.Select(Gen.Float, Gen.Float, Gen.Float)
        from view in Gen.Select(Gen.Int.Array[0, 9], Gen.Int.Array[0, 9], Gen.Int, Gen.Bool)
        select Plain(new LayerSpec(kind, name, kind is LayerKind.Add or LayerKind.Multiply or LayerKind.Concat
            ? edges : new[] { edges.Append("image").First() })
        {
            Channels = numbers.Item1, Kernel = extents.Item1, Stride = extents.Item2, Dilation = extents.Item3, PadBegin = extents.Item4, PadEnd = extents.Item5,
            Groups = numbers.Item2, Activation = numbers.Item3, Add = add, Onnx = onnx, CountPadding = count,
            Alpha = parameters.Item1, Beta = parameters.Item2, Epsilon = parameters.Item3,
            Lengths = view.Item1, Strides = view.Item2, Offset = view.Item3, PerElement = view.Item4,
        });

    // Properties that the kind does not have keep their defaults.
    private static LayerSpec Plain(LayerSpec l) => l.Kind switch
    {
        LayerKind.Conv2D => Window(l) with { CountPadding = false },
        LayerKind.MaxPool => Window(l) with
            { Channels = 0, Dilation = new(1, 1), Groups = 1, Activation = 0, Add = null, CountPadding = false },
        LayerKind.AveragePool => Window(l) with { Channels = 0, Dilation = new(1, 1), Groups = 1, Activation = 0, Add = null },
        _ => new LayerSpec(l.Kind, l.Name, l.From)
        {
            Channels = l.Kind is LayerKind.Dense or LayerKind.Rearrange ? l.Channels : 0,
            Activation = l.Kind is LayerKind.GlobalAveragePool or LayerKind.Concat or LayerKind.Softmax
                or LayerKind.LogSoftmax or LayerKind.Resample or LayerKind.Rearrange ? 0 : l.Activation,
            Alpha = l.Kind == LayerKind.Activation ? l.Alpha : 0,
            Beta = l.Kind == LayerKind.Activation ? l.Beta : 0,
            Epsilon = l.Kind == LayerKind.LayerNorm ? l.Epsilon : 0,
            Size = l.Kind is LayerKind.Resample or LayerKind.Rearrange ? l.Kernel : default,
            Lengths = l.Kind == LayerKind.Rearrange ? l.Lengths : default,
            Strides = l.Kind == LayerKind.Rearrange ? l.Strides : default,
            Offset = l.Kind == LayerKind.Rearrange ? l.Offset : 0,
            PerElement = l.Kind == LayerKind.ScaleShift && l.PerElement,
            Onnx = l.Onnx,
        },
    };

    private static LayerSpec Window(LayerSpec l) =>
        l with { Alpha = 0, Beta = 0, Epsilon = 0, Lengths = default, Strides = default, Offset = 0, PerElement = false };

    private static ModelSpec Build((int Kind, int A, int B, bool Flag)[] ops, int size)
    {
        var layers = new List<LayerSpec> { new(LayerKind.Conv2D, "stem", new[] { "image" }) { Channels = 20, Kernel = new(3, 3), PadBegin = new(1, 1), PadEnd = new(1, 1) } };
        foreach (var (kind, a, b, flag) in ops)
        {
            var (x, y) = (layers[a % layers.Count].Name, layers[b % layers.Count].Name);
            var name = $"l{layers.Count}";
            layers.Add(kind switch
            {
                0 => new(LayerKind.Add, name, new[] { x, y }),
                1 => new(LayerKind.Activation, name, new[] { x }) { Activation = ActivationKind.Relu },
                2 => new(LayerKind.ScaleShift, name, new[] { x }) { PerElement = flag },
                3 when flag => new(LayerKind.Multiply, name, new[] { x, y }),
                4 when flag => new(LayerKind.LayerNorm, name, new[] { x }) { Epsilon = 1e-5f },
                5 when flag => new(LayerKind.Resample, name, new[] { x }) { Size = new(size, size) },
                6 when flag => new(LayerKind.Rearrange, name, new[] { x })
                {
                    Channels = 20, Size = new(size, size),
                    Lengths = new[] { 20 * size, size }, Strides = new[] { size, -1 }, Offset = size - 1,
                },
                _ => new(LayerKind.Conv2D, name, new[] { x })
                {
                    Channels = 20, Kernel = flag ? new(3, 3) : new(1, 1), PadBegin = flag ? new(1, 1) : new(0, 0), PadEnd = flag ? new(1, 1) : new(0, 0), Add = kind > 4 ? y : null,
                },
            });
        }

        layers.Add(new(LayerKind.Dense, "fc", new[] { layers[^1].Name }) { Channels = 10 });
        return new("Sample", "Net", "net", new(3, size, size, default, default), default, layers.ToArray(), new[] { new ProbeSpec("stem", "stem") });
    }
}
