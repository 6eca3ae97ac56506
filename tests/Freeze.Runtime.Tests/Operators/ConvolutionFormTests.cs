using Freeze.Cpu.Convolutions;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

public sealed class ConvolutionFormTests
{
    [Theory]
    [InlineData(64, 64, 32, 1, ConvolutionForm.WinogradF4, false)]
    [InlineData(128, 128, 16, 1, ConvolutionForm.WinogradF4, false)]
    [InlineData(256, 256, 10, 1, ConvolutionForm.WinogradF2, true)]
    [InlineData(256, 256, 14, 1, ConvolutionForm.WinogradF4, false)]
    [InlineData(256, 256, 8, 1, ConvolutionForm.WinogradHalfway, true)]
    [InlineData(512, 512, 7, 1, ConvolutionForm.WinogradRows, true)]
    [InlineData(512, 512, 4, 1, ConvolutionForm.Direct, true)]
    [InlineData(64, 128, 32, 2, ConvolutionForm.WinogradF4Stride2, false)]
    [InlineData(128, 256, 16, 2, ConvolutionForm.WinogradF2Stride2, true)]
    [InlineData(128, 256, 28, 2, ConvolutionForm.WinogradF2Stride2, true)]
    [InlineData(256, 512, 8, 2, ConvolutionForm.Direct, true)]
    internal void Takes_the_form_with_the_least_work(int inputs, int outputs, int size, int stride, ConvolutionForm packed, bool batches) =>
        Assert.Equal(new LayerForm(packed, batches), ConvolutionForms.Choose(Layer(inputs, outputs, size, stride), Draw.Values(new Random(1), outputs * inputs * 9)));

    [Fact]
    public void Winograd_serves_only_plain_kernels_of_three_by_three()
    {
        var layer = Layer(32, 32, 16, 1);
        Assert.True(ConvolutionForms.Fits(ConvolutionForm.WinogradF4, layer));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradF4, layer with { Kernel = new(5, 5) }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradF4, layer with { Dilation = new(2, 2) }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradF4, layer with { Groups = 2 }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradF4, layer with { Stride = new(2, 2) }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradHalfway, layer));
        Assert.True(ConvolutionForms.Fits(ConvolutionForm.WinogradHalfway, Layer(32, 32, 8, 1)));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradHalfway, Layer(32, 32, 4, 1)));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradF2Stride2, layer));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradF4Stride2, layer));
    }

    [Fact]
    public void The_stem_for_photographs_is_taken_apart_by_phases()
    {
        var weights = Draw.Values(new Random(1), 64 * 3 * 49);
        Assert.Equal(new LayerForm(ConvolutionForm.WinogradStem), ConvolutionForms.Choose(Stem(), weights));
        var errors = new[] { 128, 256, 512 }.Select(width => FormAccuracy.Measure(new(ConvolutionForm.WinogradStem), Stem(), weights, width)).ToArray();
        Assert.All(errors, error => Assert.Equal(errors[0], error));
        Assert.InRange(errors[0], 1e-8, FormAccuracy.Limit / 3);
        Assert.Equal(new LayerForm(ConvolutionForm.Direct), ConvolutionForms.Choose(Stem(), weights, limit: 1e-8));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradStem, Stem() with { FromImage = false }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradStem, Stem() with { Stride = new(1, 1) }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradStem, Stem() with { Kernel = new(3, 3) }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradStem, Stem() with { Input = new Shape(5, 224, 224, 3) }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.WinogradF4, Stem()));
    }

    [Theory]
    [InlineData(1, 5, 1, 1)]
    [InlineData(32, 112, 3, 1)]
    [InlineData(144, 56, 3, 2)]
    [InlineData(40, 28, 5, 2)]
    [InlineData(512, 14, 3, 1)]
    public void Channels_that_do_not_mix_take_the_depthwise_form(int channels, int size, int kernel, int stride)
    {
        var layer = Layer(channels, channels, size, stride) with { Kernel = new(kernel, kernel), Groups = channels };
        Assert.Equal(new LayerForm(ConvolutionForm.Depthwise), ConvolutionForms.Choose(layer, Draw.Values(new Random(1), channels * kernel * kernel)));
    }

    [Fact]
    public void Depthwise_serves_one_kernel_for_each_channel()
    {
        var layer = Layer(32, 32, 16, 1) with { Groups = 32 };
        Assert.True(ConvolutionForms.Fits(ConvolutionForm.Depthwise, layer));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.Depthwise, layer with { Groups = 16 }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.Depthwise, layer with { FromImage = true }));
        Assert.False(ConvolutionForms.Fits(ConvolutionForm.Depthwise, Layer(32, 64, 16, 1) with { Groups = 32 }));
    }

    [Fact]
    public void A_layer_that_loses_too_much_takes_a_safer_form()
    {
        var layer = Layer(64, 64, 32, 1);
        var weights = Draw.Values(new Random(2), 64 * 64 * 9);
        double fast = FormAccuracy.Measure(new(ConvolutionForm.WinogradF4), layer, weights), safe = FormAccuracy.Measure(new(ConvolutionForm.WinogradF2), layer, weights);
        Assert.True(safe < fast, $"F(2,3) loses {safe}, F(4,3) {fast}.");
        Assert.Equal(new LayerForm(ConvolutionForm.WinogradF2), ConvolutionForms.Choose(layer, weights, limit: (safe + fast) / 2));
        Assert.Equal(new LayerForm(ConvolutionForm.Direct), ConvolutionForms.Choose(layer, weights, limit: safe / 2));
    }

    [Fact]
    public void Weights_near_the_end_of_float_are_summed_directly()
    {
        // The transforms multiply by up to a hundred on the way: sums that fit would overflow.
        var weights = Draw.Values(new Random(2), 64 * 64 * 9).Select(weight => weight * 1e37f).ToArray();
        Assert.Equal(new LayerForm(ConvolutionForm.Direct), ConvolutionForms.Choose(Layer(64, 64, 32, 1), weights));
    }

    [Fact]
    public void Ordinary_weights_lose_little()
    {
        var weights = Draw.Values(new Random(3), 64 * 64 * 9);
        Assert.InRange(FormAccuracy.Measure(new(ConvolutionForm.WinogradF4), Layer(64, 64, 32, 1), weights), 1e-8, FormAccuracy.Limit / 3);
        Assert.InRange(FormAccuracy.Measure(new(ConvolutionForm.WinogradF2Stride2), Layer(64, 64, 32, 2), weights), 1e-8, FormAccuracy.Limit / 30);
        Assert.InRange(FormAccuracy.Measure(new(ConvolutionForm.WinogradF4Stride2), Layer(64, 64, 32, 2), weights), 1e-8, FormAccuracy.Limit / 3);
        Assert.InRange(FormAccuracy.Measure(new(ConvolutionForm.WinogradHalfway), Layer(64, 64, 8, 1), weights), 1e-8, FormAccuracy.Limit / 3);
        foreach (var width in new[] { 128, 256, 512 })
            Assert.InRange(FormAccuracy.Measure(new(ConvolutionForm.WinogradRows), Layer(64, 64, 7, 1), weights, width), 1e-8, FormAccuracy.Limit / 30);
    }

    [Theory]
    [InlineData(ConvolutionForm.WinogradF2, false, 1)]
    [InlineData(ConvolutionForm.WinogradF2, true, 1)]
    [InlineData(ConvolutionForm.WinogradF4, false, 1)]
    [InlineData(ConvolutionForm.WinogradF2Stride2, false, 2)]
    [InlineData(ConvolutionForm.WinogradF2Stride2, true, 2)]
    [InlineData(ConvolutionForm.WinogradF4Stride2, false, 2)]
    [InlineData(ConvolutionForm.WinogradHalfway, false, 1)]
    [InlineData(ConvolutionForm.WinogradHalfway, true, 1)]
    [InlineData(ConvolutionForm.WinogradRows, true, 1)]
    [InlineData(ConvolutionForm.Direct, true, 2)]
    internal void The_choice_does_not_depend_on_the_machine(ConvolutionForm packed, bool batches, int stride)
    {
        var (layer, weights) = (Layer(64, 64, packed switch { ConvolutionForm.WinogradRows => 7, ConvolutionForm.WinogradHalfway => 8, _ => 32 }, stride), Draw.Values(new Random(4), 64 * 64 * 9));
        var measured = new[] { 128, 256, 512 }.Select(width => FormAccuracy.Measure(new(packed, batches), layer, weights, width)).ToArray();
        Assert.All(measured, error => Assert.Equal(measured[0], error));
        Assert.InRange(measured[0], 1e-8, FormAccuracy.Limit / 3);
    }

    [Fact]
    public void A_batch_transforms_weights_once_it_saves_more_than_that_costs()
    {
        var layer = Layer(512, 512, 4, 1);
        Assert.False(BatchForm.Pays(ConvolutionForm.Direct, layer, 1));
        Assert.True(BatchForm.Pays(ConvolutionForm.Direct, layer, 8));
        Assert.False(BatchForm.Pays(ConvolutionForm.WinogradF2, Layer(256, 256, 8, 1), 1));
        Assert.True(BatchForm.Pays(ConvolutionForm.WinogradF2, Layer(256, 256, 8, 1), 8));
        Assert.False(BatchForm.Fits(ConvolutionForm.Direct, layer with { Groups = 2 }));
        Assert.False(BatchForm.Fits(ConvolutionForm.WinogradF4, layer));
        Assert.InRange(FormAccuracy.Measure(new(ConvolutionForm.WinogradF2, Batches: true), Layer(64, 64, 8, 1), Draw.Values(new Random(3), 64 * 64 * 9)), 1e-8, FormAccuracy.Limit / 3);
    }

    private static Conv2D Stem() =>
        new("conv", new Shape(3, 224, 224, 3), new Shape(64, 112, 112, 1)) { Kernel = new(7, 7), Stride = new(2, 2), Pad = new(3, 3), FromImage = true };

    private static Conv2D Layer(int inputs, int outputs, int size, int stride) =>
        new("conv", new Shape(inputs, size, size, 1), new Shape(outputs, size / stride, size / stride, 1)) { Kernel = new(3, 3), Stride = new(stride, stride), Pad = new(1, 1) };
}
