using CsCheck;
using Freeze.Cpu;
using Freeze.Cpu.Convolutions;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

public sealed unsafe partial class ConvolutionTests
{
    public enum Residual
    {
        None,
        Apart,
        InPlace,
    }

    [Theory]
    [InlineData(128, 1)]
    [InlineData(128, 3)]
    [InlineData(256, 1)]
    [InlineData(256, 3)]
    [InlineData(512, 1)]
    [InlineData(512, 3)]
    public void Equals_the_reference(int width, int threads) => Check(s_layer, width, threads, 250);

    [Theory]
    [InlineData(128, 1)]
    [InlineData(256, 3)]
    [InlineData(512, 1)]
    public void Direct_serves_depthwise_layers_too(int width, int threads) =>
        Check(Gen.OneOf(s_depthwise, s_severalKernelsForAChannel), width, threads, 150);

    [Theory]
    [InlineData(128, 1)]
    [InlineData(128, 3)]
    [InlineData(256, 1)]
    [InlineData(256, 2)]
    [InlineData(256, 3)]
    [InlineData(512, 1)]
    [InlineData(512, 2)]
    public void Depthwise_equals_the_reference(int width, int threads) => Check(s_depthwise, width, threads, 150, new LayerForm(ConvolutionForm.Depthwise));

    [Theory]
    [InlineData(128, 3)]
    [InlineData(256, 1)]
    [InlineData(512, 3)]
    public void From_an_image_equals_the_reference(int width, int threads) => Check(s_fromImage, width, threads, 150);

    [Theory]
    [InlineData(ConvolutionForm.WinogradF2, 128, 1)]
    [InlineData(ConvolutionForm.WinogradF2, 256, 3)]
    [InlineData(ConvolutionForm.WinogradF2, 512, 2)]
    [InlineData(ConvolutionForm.WinogradF4, 128, 3)]
    [InlineData(ConvolutionForm.WinogradF4, 256, 1)]
    [InlineData(ConvolutionForm.WinogradF4, 256, 2)]
    [InlineData(ConvolutionForm.WinogradF4, 512, 1)]
    [InlineData(ConvolutionForm.WinogradF2Stride2, 128, 2)]
    [InlineData(ConvolutionForm.WinogradF2Stride2, 256, 1)]
    [InlineData(ConvolutionForm.WinogradF2Stride2, 512, 3)]
    [InlineData(ConvolutionForm.WinogradF4Stride2, 128, 1)]
    [InlineData(ConvolutionForm.WinogradF4Stride2, 256, 2)]
    [InlineData(ConvolutionForm.WinogradF4Stride2, 512, 1)]
    internal void Winograd_equals_the_reference(ConvolutionForm form, int width, int threads) =>
        Check(
            form is ConvolutionForm.WinogradF2Stride2 or ConvolutionForm.WinogradF4Stride2 ? s_threeByThreeStride2 : s_threeByThree,
            width, threads, 150, new LayerForm(form));

    [Theory]
    [InlineData(128, 1)]
    [InlineData(128, 2)]
    [InlineData(256, 3)]
    [InlineData(512, 1)]
    [InlineData(512, 2)]
    public void The_stem_by_Winograd_equals_the_reference(int width, int threads) =>
        Check(s_stem, width, threads, 150, new LayerForm(ConvolutionForm.WinogradStem));

    [Theory]
    [InlineData(ConvolutionForm.WinogradRows, 128, 2, false)]
    [InlineData(ConvolutionForm.WinogradRows, 256, 1, false)]
    [InlineData(ConvolutionForm.WinogradRows, 256, 3, false)]
    [InlineData(ConvolutionForm.WinogradRows, 512, 1, false)]
    [InlineData(ConvolutionForm.WinogradRows, 512, 3, false)]
    [InlineData(ConvolutionForm.WinogradRows, 256, 2, true)]
    [InlineData(ConvolutionForm.WinogradRows, 512, 1, true)]
    [InlineData(ConvolutionForm.WinogradHalfway, 128, 2, false)]
    [InlineData(ConvolutionForm.WinogradHalfway, 256, 1, false)]
    [InlineData(ConvolutionForm.WinogradHalfway, 256, 3, false)]
    [InlineData(ConvolutionForm.WinogradHalfway, 512, 1, false)]
    [InlineData(ConvolutionForm.WinogradHalfway, 512, 3, false)]
    [InlineData(ConvolutionForm.WinogradHalfway, 256, 2, true)]
    [InlineData(ConvolutionForm.WinogradHalfway, 512, 1, true)]
    internal void Onto_few_pixels_equals_the_reference(ConvolutionForm form, int width, int threads, bool batches) =>
        Check(form == ConvolutionForm.WinogradRows ? s_ontoSevenBySeven : s_fourTiles, width, threads, 150, new LayerForm(form, batches));

    [Theory]
    [InlineData(ConvolutionForm.Direct, 1, 128, 2)]
    [InlineData(ConvolutionForm.Direct, 1, 256, 1)]
    [InlineData(ConvolutionForm.Direct, 1, 512, 3)]
    [InlineData(ConvolutionForm.Direct, 2, 128, 1)]
    [InlineData(ConvolutionForm.Direct, 2, 256, 3)]
    [InlineData(ConvolutionForm.WinogradF2Stride2, 2, 256, 2)]
    [InlineData(ConvolutionForm.WinogradF2Stride2, 2, 512, 1)]
    [InlineData(ConvolutionForm.WinogradF2, 1, 256, 2)]
    [InlineData(ConvolutionForm.WinogradF2, 1, 512, 1)]
    internal void A_batch_with_weights_transformed_as_they_are_used_equals_the_reference(ConvolutionForm packed, int stride, int width, int threads) =>
        Check(stride == 2 ? s_threeByThreeStride2 : s_threeByThree, width, threads, 150, new LayerForm(packed, Batches: true));

    [Theory]
    [InlineData(128, 2)]
    [InlineData(256, 1)]
    [InlineData(256, 3)]
    [InlineData(512, 2)]
    public void Larger_tiles_equal_the_reference(int width, int threads) => Check(s_layer, width, threads, 150, wide: true);

    [Theory]
    [InlineData(256, 2)]
    [InlineData(512, 1)]
    [InlineData(512, 2)]
    [InlineData(512, 3)]
    public void Rows_of_seven_pixels_equal_the_reference(int width, int threads) => Check(s_rowsOfSeven, width, threads, 100);

    [Theory]
    [InlineData(256, 1)]
    [InlineData(512, 1)]
    [InlineData(512, 2)]
    [InlineData(512, 3)]
    public void Onto_four_by_four_pixels_equals_the_reference(int width, int threads) => Check(s_ontoFourByFour, width, threads, 150);

    [Fact]
    public void Winograd_takes_several_slices_of_weights_and_chunks_of_tiles()
    {
        var layer = new Conv2D("conv", new Shape(16 * 9, 9, 9, 1), new Shape(48, 9, 9)) { Kernel = new(3, 3), Pad = new(1, 1) };
        foreach (var packed in new[] { ConvolutionForm.Direct, ConvolutionForm.WinogradF2 })
        foreach (var threads in new[] { 1, 3 })
        {
            using var workers = new Workers(threads);
            CheckOne(layer, 6, [0, 1, 2, 3, 4, 5], Residual.Apart, 0, 1, 256, workers, new LayerForm(packed, Batches: true), wide: false);
        }
    }

    [Fact]
    public void Winograd_takes_several_chunks_of_tiles()
    {
        var layer = new Conv2D("conv", new Shape(64, 30, 30, 1), new Shape(16, 30, 30)) { Kernel = new(3, 3), Pad = new(1, 1) };
        foreach (var form in new[] { ConvolutionForm.WinogradF2, ConvolutionForm.WinogradF4 })
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var workers = new Workers(threads);
            CheckOne(layer, 4, [3, 0, 1], Residual.None, 0, 1, 256, workers, new(form), wide: false);
        }
    }

    [Theory]
    [InlineData(ConvolutionForm.WinogradRows, 256, 2)]
    [InlineData(ConvolutionForm.WinogradRows, 512, 1)]
    [InlineData(ConvolutionForm.WinogradRows, 512, 3)]
    [InlineData(ConvolutionForm.WinogradHalfway, 128, 3)]
    [InlineData(ConvolutionForm.WinogradHalfway, 256, 1)]
    [InlineData(ConvolutionForm.WinogradHalfway, 512, 2)]
    internal void More_images_than_share_weights_take_turns(ConvolutionForm form, int width, int threads)
    {
        var layer = new Conv2D("conv", new Shape(80, 7, 7, 1), new Shape(48, 7, 7, 1)) { Kernel = new(3, 3), Pad = new(1, 1) };
        using var workers = new Workers(threads);
        CheckOne(layer, 10, [7, 0, 1, 2, 9, 5, 4, 3, 6], Residual.Apart, 1, 1, width, workers, new(form), wide: false);
    }

    /// <summary>More channels than stay in a level-1 cache, in blocks that do not divide evenly; more weights than every thread should read.</summary>
    [Theory]
    [InlineData(ConvolutionForm.WinogradF2, 128, 2)]
    [InlineData(ConvolutionForm.WinogradF2, 512, 1)]
    [InlineData(ConvolutionForm.WinogradF4, 256, 1)]
    [InlineData(ConvolutionForm.WinogradF4, 256, 3)]
    [InlineData(ConvolutionForm.WinogradF4, 512, 1)]
    [InlineData(ConvolutionForm.WinogradF4, 512, 3)]
    internal void Winograd_takes_several_slices_of_a_points_weights_and_shares_output_channels(ConvolutionForm form, int width, int threads)
    {
        using var workers = new Workers(threads);
        foreach (var channels in new[] { 256, 16 * 17, 16 * 20 })
        {
            var layer = new Conv2D("conv", new Shape(channels, 10, 10, 1), new Shape(96, 10, 10)) { Kernel = new(3, 3), Pad = new(1, 1) };
            CheckOne(layer, 1, [0], Residual.InPlace, 0, 1, width, workers, new(form), wide: false);
        }
    }

    private static void Check(Gen<Conv2D> layers, int width, int threads, int cases, LayerForm form = default, bool wide = false)
    {
        using var workers = new Workers(threads);
        var gen =
            from layer in layers
            from slots in Draw.Slots
            from residual in Gen.Enum<Residual>()
            from addHalo in Gen.Int[0, 2]
            from seed in Draw.Seed
            select (layer, slots.Images, slots.Slots, residual, addHalo, seed);
        gen.Sample(c => CheckOne(c.layer, c.Images, c.Slots, c.residual, c.addHalo, c.seed, width, workers, form, wide), iter: cases, threads: 1);
    }

    private static void CheckOne(
        Conv2D layer, int images, int[] slots, Residual kind, int addHalo, int seed, int width, Workers workers, LayerForm form, bool wide)
    {
        var random = new Random(seed);
        var (from, to) = (layer.Input, layer.Output);
        var addShape = kind == Residual.InPlace ? to : to with { Halo = addHalo };
        if (kind != Residual.None) layer = layer with { Add = addShape };
        var arena = new TestArena(images, slots, from.Floats, to.Floats, addShape.Floats);
        var weights = Draw.Values(random, to.Channels * (from.Channels / layer.Groups) * layer.Kernel.Height * layer.Kernel.Width);
        var bias = Draw.Values(random, to.Channels);
        var inputs = new Dictionary<int, (float[] Input, float[]? Residual)>();
        foreach (var slot in slots)
        {
            var (input, residual) = (Draw.Values(random, from), kind == Residual.None ? null : Draw.Values(random, to));
            inputs[slot] = (input, residual);
            if (layer.FromImage) arena.PutImage(0, slot, from, input);
            else arena.Put(0, slot, from, input, halo: 0);
            if (residual is not null) arena.Put(kind == Residual.InPlace ? 1 : 2, slot, addShape, residual);
        }

        arena.Remember();
        Assert.True(form.Batches ? BatchForm.Fits(form.Packed, layer) : ConvolutionForms.Fits(form.Packed, layer));
        var padded = new float[to.Blocks * Shape.Block];
        bias.CopyTo(padded, 0);
        var scratchFloats = form.Batches ? BatchForm.ScratchFloats(layer, images) : ConvolutionForms.ScratchFloats(form, layer, images);
        using var memory = new AlignedMemory((long)scratchFloats * workers.Count);
        fixed (float* packed = ConvolutionForms.Pack(form.Packed, layer, weights), biases = padded)
        {
            var add = kind switch { Residual.None => -1, Residual.InPlace => arena[1], _ => arena[2] };
            var operands = new Operands(arena.Batch, new CpuWeights(packed, biases, form), arena[0], arena[1], add);
            var scratch = new Scratch(memory.Pointer, scratchFloats);
            if (form.Batches) BatchForm.Run(form.Packed, layer, operands, scratch, workers, alone: false, width);
            else if (wide && width == 256) Direct<PixelTile>();
            else if (wide) Direct<WideTile>();
            else ConvolutionForms.Run(form, layer, operands, scratch, workers, alone: false, width);

            void Direct<T>()
                where T : struct, ITile =>
                new DirectConvolution<T>(new DirectGeometry(layer), layer, operands, width, workers.Count).Run(workers, alone: false);
        }

        arena.AssertOnlyChanged(1, to.Floats);
        foreach (var slot in slots)
        {
            var (values, magnitudes) = Reference.Conv2D(layer, inputs[slot].Input, weights, bias, inputs[slot].Residual);
            var isExact = form is { Packed: ConvolutionForm.Direct or ConvolutionForm.Depthwise, Batches: false };
            Reference.AssertClose(values, arena.Get(1, slot, to), magnitudes, isExact ? Reference.Tolerance : Reference.WinogradTolerance);
        }
    }
}
