using Freeze.Layers;

namespace Freeze.Bench.Micro;

/// <summary>Pools, element-wise layers and softmax: little arithmetic, all memory.</summary>
internal static class LightLayers
{
    private static readonly Shape s_shape = new(64, 32, 32, Halo: 1);

    public static IReadOnlyDictionary<string, LayerCase> All { get; } = new Dictionary<string, LayerCase>
    {
        ["max pool 3x3, stride 2, 64, 112x112"] = MaxPool(),
        ["average pool 2x2, stride 2, 64, 32x32"] = AveragePool(),
        ["global average pool, 512, 4x4"] = GlobalPool(512, 4),
        ["global average pool, 2048, 7x7"] = GlobalPool(2048, 7),
        ["add, 64, 32x32"] = Add(),
        ["scale and shift, 64, 32x32"] = ScaleShift(),
        ["relu, 64, 32x32"] = Activate(Activation.Relu),
        ["sigmoid, 64, 32x32"] = Activate(Activation.Sigmoid),
        ["hard swish, 64, 32x32"] = Activate(Activation.HardSwish),
        ["concat, 64+64, 32x32"] = Concat(),
        ["rearrange, turned, 64, 32x32"] = Rearrange([64, 32 * 32], [32 * 32, -1], offset: 32 * 32 - 1),
        ["rearrange, shuffled channels, 64, 32x32"] = Rearrange([32, 2, 32 * 32], [32 * 32, 32 * 32 * 32, 1], offset: 0),
        ["softmax, 10"] = Softmax(10),
        ["softmax, 1000"] = Softmax(1000),
    };

    private static LayerCase MaxPool()
    {
        var layer = new MaxPool("pool", new(64, 112, 112), new(64, 56, 56, Halo: 1)) { Kernel = new(3, 3), Stride = new(2, 2), Pad = new(1, 1) };
        return new(layer, (s, from, to) => s.MaxPool(from, layer, to));
    }

    private static LayerCase AveragePool()
    {
        var layer = new AveragePool("pool", s_shape, new(64, 16, 16, Halo: 1)) { Kernel = new(2, 2), Stride = new(2, 2) };
        return new(layer, (s, from, to) => s.AveragePool(from, layer, to));
    }

    private static LayerCase GlobalPool(int channels, int size)
    {
        var layer = new GlobalAveragePool("mean", new(channels, size, size), new(channels, 1, 1));
        return new(layer, (s, from, to) => s.GlobalAveragePool(from, layer, to));
    }

    private static LayerCase Add()
    {
        var layer = new Add("add", s_shape, s_shape, s_shape) { Activation = Activation.Relu };
        return new(layer, (s, from, to) => s.Add(from, from, layer, to));
    }

    private static LayerCase ScaleShift()
    {
        var layer = new ScaleShift("scale", s_shape, s_shape);
        return new(layer, (s, from, to) => s.ScaleShift(from, layer, to));
    }

    private static LayerCase Activate(Activation activation)
    {
        var layer = new Activate("activate", s_shape, s_shape) { Activation = activation };
        return new(layer, (s, from, to) => s.Activate(from, layer, to));
    }

    private static LayerCase Concat()
    {
        var layer = new Concat("concat", [s_shape, s_shape], s_shape with { Channels = 128 });
        return new(layer, (s, from, to) => s.Concat([from, from], layer, to));
    }

    private static LayerCase Rearrange(int[] lengths, int[] strides, int offset)
    {
        var layer = new Rearrange("view", s_shape, s_shape) { Lengths = lengths, Strides = strides, Offset = offset };
        return new(layer, (s, from, to) => s.Rearrange(from, layer, to));
    }

    private static LayerCase Softmax(int channels)
    {
        var layer = new Softmax("softmax", new(channels, 1, 1), new(channels, 1, 1));
        return new(layer, (s, from, to) => s.Softmax(from, layer, to));
    }
}
