using System.Globalization;
using CsCheck;
using Freeze.Cpu;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Copies are exact.</summary>
public sealed unsafe class RearrangeTests
{
    public static TheoryData<string> Kinds => [.. View.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equals_the_definition(string kind) =>
        (from channels in Gen.Int[1, 40]
         from height in Gen.Int[1, 8]
         from width in Gen.Int[1, 8]
         from halos in Gen.Int[0, 2].Array[2]
         from slots in Draw.Slots
         from seed in Draw.Seed
         select (new Shape(channels, height, width, halos[0]), halos[1], slots.Images, slots.Slots, seed)).Sample(
            c => Check(kind, fromImage: false, c.Item1, c.Item2, c.Images, c.Slots, c.seed), iter: 150, threads: 1);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equals_the_definition_of_an_image(string kind) =>
        (from channels in Gen.Int[1, 20]
         from size in Gen.Int[1, 8].Array[2]
         from halos in Gen.Int[0, 2].Array[2]
         from slots in Draw.Slots
         from seed in Draw.Seed
         select (new Shape(channels, size[0], size[1], halos[0]), halos[1], slots.Images, slots.Slots, seed)).Sample(
            c => Check(kind, fromImage: true, c.Item1, c.Item2, c.Images, c.Slots, c.seed), iter: 80, threads: 1);

    [Fact]
    public void Neighbours_are_copied_at_once_wherever_their_pixels_are()
    {
        var from = new Shape(40, 6, 6, Halo: 1);

        // Channels 16 to 39 upside down, every other column: the second block has 8 channels.
        var slice = new RearrangeMap(
            new Rearrange("r", from, new(24, 6, 3)) { Lengths = [24, 6, 3], Strides = [36, -6, 2], Offset = 16 * 36 + 30 });
        Assert.All(slice.Patterns[..18], pattern => Assert.Equal(RearrangeMap.Whole, pattern));
        Assert.Equal(2, slice.Patterns.Distinct().Count());

        // From channel 8 on they come from two blocks.
        var between = new RearrangeMap(new Rearrange("r", from, new(16, 6, 6)) { Lengths = [16, 36], Strides = [36, 1], Offset = 8 * 36 });
        var pattern = Assert.Single(between.Patterns.Distinct());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], between.Distances(pattern)[..8].ToArray());
        Assert.Equal(from.PlaneStride - 8, between.Distances(pattern)[8]);
    }

    [Theory]
    [InlineData("no axes", new int[0], new int[0], 0)]
    [InlineData("a stride too few", new[] { 4, 4 }, new[] { 4 }, 0)]
    [InlineData("too many axes", new[] { 16, 1, 1, 1, 1, 1, 1, 1, 1 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 0)]
    [InlineData("too few elements", new[] { 15 }, new[] { 1 }, 0)]
    [InlineData("too many elements", new[] { 17 }, new[] { 1 }, 0)]
    [InlineData("far too many elements", new[] { int.MaxValue, int.MaxValue, int.MaxValue, 16 }, new[] { 0, 0, 0, 1 }, 0)]
    [InlineData("a length of 0", new[] { 16, 0 }, new[] { 1, 1 }, 0)]
    [InlineData("negative lengths", new[] { -4, -4 }, new[] { 4, 1 }, 0)]
    [InlineData("an end outside", new[] { 16 }, new[] { 1 }, 1)]
    [InlineData("a beginning outside", new[] { 16 }, new[] { 1 }, -1)]
    [InlineData("a way outside", new[] { 16 }, new[] { -1 }, 14)]
    [InlineData("a stride far outside", new[] { 16 }, new[] { int.MinValue }, 0)]
    public void A_view_that_leaves_its_input_is_refused(string what, int[] lengths, int[] strides, int offset)
    {
        var layer = new Rearrange("turn", new(4, 2, 2), new(1, 4, 4)) { Lengths = lengths, Strides = strides, Offset = offset };
        var error = Assert.Throws<FreezeException>(layer.Check);
        const string start = "Layer 'turn' is defined as \"Rearrange 4x2x2 -> 1x4x4, lengths [";
        Assert.True(error.Message.StartsWith(start, StringComparison.Ordinal), what);
    }

    [Fact]
    public void What_it_is_described_as_does_not_depend_on_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NegativeSign = "minus " } };
            var layer = new Rearrange("turn", new(1, 1, 4), new(4, 1, 1)) { Lengths = [4], Strides = [-1], Offset = 3 };
            Assert.Equal("Rearrange 1x1x4 -> 4x1x1, lengths [4], strides [-1], offset 3", layer.Describe());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_plan_with_such_a_view_is_not_loaded()
    {
        var layer = new Rearrange("turn", new(16, 1, 1), new(16, 1, 1)) { Lengths = [16], Strides = [2] };
        var plan = new ModelPlan("net", new ImageInput(16, 1, 1), [layer], [], [], arena: 32, structure: "s");
        var error = Assert.Throws<FreezeException>(() => new CpuModel(plan, "nowhere", new()));
        Assert.Contains("'turn'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copying_allocates_nothing()
    {
        var (from, to) = (new Shape(20, 6, 6, Halo: 1), new Shape(9, 4, 20, Halo: 1));
        var layer = new Rearrange("turn", from, to) { Lengths = [20, 36], Strides = [36, -1], Offset = 35 };
        var (arena, map) = (new TestArena(2, [1, 0], from.Floats, to.Floats), new RearrangeMap(layer));

        // A collection that another test sets off can charge this thread: of several rounds the least counts.
        var least = long.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            RearrangeOperator.Run(arena.Batch, arena[0], layer, map, arena[1]);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static void Check(string kind, bool fromImage, Shape from, int halo, int images, int[] slots, int seed)
    {
        var random = new Random(seed);
        var view = View.Draw(random, kind, from.Channels, from.Height, from.Width);
        var to = new Shape(view.Channels, view.Height, view.Width, halo);
        var layer = new Rearrange("turn", from, to)
        {
            Lengths = view.Lengths, Strides = view.Strides, Offset = view.Offset, FromImage = fromImage,
        };
        layer.Check();
        var arena = new TestArena(images, slots, from.Floats, to.Floats);
        var inputs = slots.ToDictionary(slot => slot, _ => Draw.Values(random, from));
        foreach (var slot in slots)
        {
            if (fromImage && from.Channels < Shape.Block) arena.PutImage(0, slot, from, inputs[slot]);
            else arena.Put(0, slot, from, inputs[slot]);
        }

        arena.Remember();
        RearrangeOperator.Run(arena.Batch, arena[0], layer, new RearrangeMap(layer), arena[1]);
        arena.AssertOnlyChanged(1, to.Floats);
        foreach (var slot in slots)
        {
            Assert.Equal(view.Of(inputs[slot]), arena.Get(1, slot, to));
            var left = (to.Blocks * Shape.Block) - to.Channels;
            for (var pixel = 0; pixel < to.PlaneStride; pixel += Shape.Block)
            {
                var end = arena.Pointer(1, slot) + (to.Blocks - 1) * to.PlaneStride + pixel + Shape.Block;
                Assert.All(new ReadOnlySpan<float>(end - left, left).ToArray(), lane => Assert.Equal(0, lane));
            }
        }
    }
}
