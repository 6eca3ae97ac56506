using Freeze.Devices.Tests.Models;
using Freeze.Gpu;
using Freeze.Layers;

namespace Freeze.Devices.Tests;

/// <summary>Which form a convolution gets, and what it asks for.</summary>
public sealed class ConvolutionFormTests
{
    private static readonly ConvolutionForms s_forms = new(invariant: false);

    [Theory]
    [InlineData("Convolution 16x64, bias", "Tiled", "convolution-16x64")]
    [InlineData("Convolution 64x64", "Tiled", "convolution-64x64")]
    [InlineData("Convolution, dilated", "Tiled", "convolution-32x32")]
    [InlineData("Convolution in parts", "Split", "convolution-part")]
    [InlineData("Convolution in parts, residual and activation", "Split", "convolution-part")]
    [InlineData("Winograd 32x32, padded unevenly", "Winograd", "winograd-product-32x32")]
    [InlineData("Winograd 32x32, residual and activation", "Winograd", "winograd-product-32x32")]
    [InlineData("Winograd 64x64", "Winograd", "winograd-product-64x64")]
    [InlineData("Depthwise convolution", "Grouped", "grouped-convolution")]
    public void The_cases_of_operators_are_what_their_names_say(string name, string method, string kernel)
    {
        using var model = OperatorCases.Get(name).Load(Device.Cpu);
        var forms = model.Plan.Layers.OfType<Conv2D>().Select(layer => s_forms.Choose(layer, CompiledCase.Images)).ToArray();
        Assert.Contains((method, kernel), forms.Select(form => (form.Method.ToString(), form.Kernel.Name)));
    }

    // The layers of a ResNet-18 for images of 32 x 32.
    [Theory]
    [InlineData(64, 32, 1, "Winograd")]
    [InlineData(128, 16, 1, "Winograd")]
    [InlineData(256, 8, 1, "Split")]
    [InlineData(512, 4, 1, "Split")]
    [InlineData(256, 8, 32, "Winograd")]
    [InlineData(512, 4, 32, "Winograd")]
    public void Few_pixels_go_in_parts_and_many_by_Winograd(int channels, int size, int images, string method)
    {
        var form = s_forms.Choose(Square(channels, size), images);
        Assert.Equal(method, form.Method.ToString());
        if (form.Method != ConvolutionMethod.Split) return;

        // The parts are of whole stretches and cover the depth.
        Assert.Equal(0, form.Steps % 16);
        Assert.InRange(form.Parts * form.Steps, channels * 9, channels * 9 + form.Steps - 1);
    }

    [Fact]
    public void Other_kernels_strides_and_groups_go_without_Winograd()
    {
        var layer = Square(64, 32);
        Conv2D[] others =
        [
            layer with { Kernel = new(1, 1), Pad = default }, layer with { Stride = new(1, 2) }, layer with { Dilation = new(2, 1) }, layer with { Groups = 2 },
            layer with { Kernel = new(3, 5) }, Square(16, 32),
        ];
        Assert.Equal(ConvolutionMethod.Winograd, s_forms.Choose(layer, 4).Method);
        Assert.All(others, other => Assert.NotEqual(ConvolutionMethod.Winograd, s_forms.Choose(other, 4).Method));
    }

    [Fact]
    public void Weights_are_there_for_every_number_of_images_and_no_others()
    {
        Assert.Equal(new WeightNeeds(Plain: false, Winograd: true), s_forms.Weights(Square(64, 32), 32));
        Assert.Equal(new WeightNeeds(Plain: true, Winograd: true), s_forms.Weights(Square(512, 4), 32));
        Assert.Equal(new WeightNeeds(Plain: true, Winograd: false), s_forms.Weights(Square(512, 4), 2));
        Assert.Equal(new WeightNeeds(Plain: true, Winograd: false), new ConvolutionForms(invariant: true).Weights(Square(512, 4), 32));
    }

    [Fact]
    public void What_is_put_down_between_kernels_is_bounded()
    {
        Assert.Equal(16 * 128 * 256, s_forms.Workspace(Square(64, 32), 1));
        Assert.Equal(8 * 512 * 16, s_forms.Workspace(Square(512, 4), 1));
        foreach (var size in new[] { 4, 56, 224, 1000 })
            for (var images = 1; images <= 32; images++)
                Assert.InRange(s_forms.Workspace(Square(64, size), images), 0, 1 << 24);
        Assert.InRange(ConvolutionForms.Stretch(Square(64, 1000), 32), 64, 8192);
    }

    [Fact]
    public void The_method_is_that_of_one_image_where_the_batch_must_not_show()
    {
        var forms = new ConvolutionForms(invariant: true);
        foreach (var layer in new[] { Square(64, 32), Square(256, 8), Square(512, 4) })
        {
            var (alone, together) = (forms.Choose(layer, 1), forms.Choose(layer, 32));
            Assert.Equal((alone.Method, alone.Parts, alone.Steps), (together.Method, together.Parts, together.Steps));
        }
    }

    private static Conv2D Square(int channels, int size) =>
        new("conv", new Shape(channels, size, size), new Shape(channels, size, size)) { Kernel = new(3, 3), Pad = new(1, 1) };
}
