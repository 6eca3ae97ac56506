using CsCheck;
using Freeze.Generators.Specs;

namespace Freeze.Generators.Tests;

public class MemoryPlannerTests
{
    [Fact]
    public void Tensors_that_are_alive_together_never_overlap() => RandomSpecs.Valid.Sample(spec =>
    {
        var shapes = ShapeInference.Infer(spec);
        Assert.True(shapes.IsValid);
        var plan = MemoryPlanner.Plan(spec, shapes);

        // Plays the network: every layer stamps its output; whatever it reads must still bear the stamps of those who made it.
        var arena = new int[plan.Arena];
        Stamp(arena, 0, shapes.Image.ImageFloats, -1);
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            var layer = spec.Layers[i];
            foreach (var edge in layer.Add is null ? layer.From : layer.From.Append(layer.Add)) CheckStamp(edge);
            Assert.Equal(0, plan.Offsets[i] % 16);
            if (layer.Kind is LayerKind.Conv2D or LayerKind.Dense or LayerKind.Rearrange or LayerKind.Resample)
                AssertApart(layer.From[0], i);
            Stamp(arena, plan.Offsets[i], shapes.Layers[i].Floats, i);
        }

        CheckStamp(spec.Layers[^1].Name);

        void CheckStamp(string edge)
        {
            var (index, offset, floats) = Tensor(edge);
            for (var at = offset; at < offset + floats; at++)
                if (arena[at] != index) Assert.Fail($"{edge} was overwritten by layer {arena[at]}");
        }

        void AssertApart(string edge, int output)
        {
            var (_, offset, floats) = Tensor(edge);
            Assert.True(offset + floats <= plan.Offsets[output] || plan.Offsets[output] + shapes.Layers[output].Floats <= offset);
        }

        (int Index, long Offset, long Floats) Tensor(string edge)
        {
            var index = spec.Layers.ToList().FindIndex(l => l.Name == edge);
            return index < 0 ? (-1, 0, shapes.Image.ImageFloats) : (index, plan.Offsets[index], shapes.Layers[index].Floats);
        }
    }, iter: 300);

    [Theory]
    [InlineData(32, 16, 1)]
    [InlineData(32, 64, 1)]
    [InlineData(224, 64, 2)]
    public void A_residual_network_stays_within_a_tenth_of_the_peak(int size, int channels, int stemStride)
    {
        var spec = ResNet(size, channels, stemStride);
        var plan = MemoryPlanner.Plan(spec, ShapeInference.Infer(spec));
        Assert.InRange(plan.Arena, plan.Peak, plan.Peak * 1.1);
    }

    [Fact]
    public void A_residual_add_works_in_place_where_the_halos_agree()
    {
        var spec = RoundTripTests.Parse(Generation.Model(GoldenTests.Residual)).Spec;
        var plan = MemoryPlanner.Plan(spec, ShapeInference.Infer(spec));

        // The stem is read for the last time by the residual add, but its halo is wider than that of the sum: no sharing. With one more 3x3 reader it is shared.
        Assert.NotEqual(plan.Offsets[0], plan.Offsets[2]);
        var layers = spec.Layers.ToArray();
        layers[3] = layers[3] with { Kernel = new(3, 3), PadBegin = new(1, 1), PadEnd = new(1, 1), Stride = new(1, 1) };
        var wider = spec with { Layers = layers };
        plan = MemoryPlanner.Plan(wider, ShapeInference.Infer(wider));
        Assert.Equal(plan.Offsets[0], plan.Offsets[2]);
    }

    internal static ModelSpec ResNet(int size, int channels, int stemStride)
    {
        var layers = new List<LayerSpec> { Conv("stem", "image", channels, 3, stemStride, null) };
        for (var stage = 0; stage < 4; stage++)
        for (var block = 0; block < 2; block++)
        {
            var input = layers[^1].Name;
            var (name, width, stride) = ($"layer{stage}.{block}", channels << stage, stage > 0 && block == 0 ? 2 : 1);
            var shortcut = stride == 1 ? input : name + ".down";
            if (stride > 1) layers.Add(Conv(shortcut, input, width, 1, stride, null));
            layers.Add(Conv(name + ".conv1", input, width, 3, stride, null));
            layers.Add(Conv(name + ".conv2", name + ".conv1", width, 3, 1, shortcut));
        }

        layers.Add(new(LayerKind.GlobalAveragePool, "pool", new[] { layers[^1].Name }));
        layers.Add(new(LayerKind.Dense, "fc", new[] { "pool" }) { Channels = 10 });
        return new("Sample", "Net", "net", new(3, size, size, default, default), default, layers.ToArray(), default);
    }

    private static LayerSpec Conv(string name, string from, int channels, int kernel, int stride, string? add) => new(LayerKind.Conv2D, name, new[] { from })
    {
        Channels = channels, Kernel = new(kernel, kernel), Stride = new(stride, stride), PadBegin = new(kernel / 2, kernel / 2), PadEnd = new(kernel / 2, kernel / 2),
        Add = add, Activation = ActivationKind.Relu,
    };

    private static void Stamp(int[] arena, long offset, long floats, int value) => arena.AsSpan((int)offset, (int)floats).Fill(value);
}
