using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>The layers with weights that mix channels.</summary>
internal sealed unsafe partial class GpuSession
{
    public override void Conv2D(int input, Conv2D layer, int output) => Convolve(layer, input, residual: -1, output);

    public override void Conv2D(int input, Conv2D layer, int add, int output) => Convolve(layer, input, add, output);

    public override void Dense(int input, Dense layer, int output)
    {
        var (weight, bias, _) = _model.Parameters[layer];
        _queue.Start(GpuKernels.Dense).View(_arena).View(_model.Parameters.Buffer).View(_arena).View(_live)
            .Ints(_stride, input, _stride, output, weight, bias, layer.Inputs, 0, (int)layer.Activation, _model.Parameters.Half);
        _queue.Launch(layer.Output.Channels, Count);
    }

    private void Convolve(Conv2D layer, int input, int residual, int output)
    {
        var form = _model.Forms.Choose(layer, Count);
        if (form.Method == ConvolutionMethod.Winograd) Winograd(form, layer, input, residual, output);
        else if (form.Method == ConvolutionMethod.Split) Split(form, layer, input, residual, output);
        else
        {
            var (weight, bias, _) = _model.Parameters[layer];
            var arguments = _queue.Start(form.Kernel).View(_arena).View(_model.Parameters.Buffer).View(_live)
                .Ints(_stride, input, output, residual, weight, bias);
            Shape(arguments, layer).Ints((int)layer.Activation, _model.Parameters.Half);
            if (form.Method == ConvolutionMethod.Tiled)
            {
                _queue.Launch(Tiles(Count * Area(layer.Output), form.Columns), Tiles(layer.Output.Channels / layer.Groups, form.Rows), layer.Groups);
                return;
            }

            arguments.Ints(layer.Output.Channels);
            _queue.LaunchOver(Values(layer.Output), Count);
        }
    }

    private void Split(in ConvolutionForm form, Conv2D layer, int input, int residual, int output)
    {
        var (weight, bias, _) = _model.Parameters[layer];
        var (weights, to) = (_model.Parameters.Buffer, layer.Output);
        Shape(_queue.Start(GpuKernels.ConvolutionPart).View(_arena).View(weights).View(_workspace).View(_live).Ints(_stride, input, weight), layer)
            .Ints(form.Steps, _model.Parameters.Half);
        _queue.Launch(Tiles(Count * Area(to), form.Columns), Tiles(to.Channels, form.Rows), form.Parts);
        _queue.Start(GpuKernels.SplitSum).View(_workspace).View(_arena).View(weights).View(_live)
            .Ints(_stride, output, residual, bias, to.Channels, Area(to), form.Parts, (int)layer.Activation);
        _queue.LaunchOver(Values(to), Count);
    }

    private void Winograd(in ConvolutionForm form, Conv2D layer, int input, int residual, int output)
    {
        var (_, bias, weight) = _model.Parameters[layer];
        var (weights, from, to) = (_model.Parameters.Buffer, layer.Input, layer.Output);
        var (tilesY, tilesX) = ConvolutionForms.Tiles(layer);
        var (all, stretch) = (Count * tilesY * tilesX, ConvolutionForms.Stretch(layer, Count));
        var products = 16 * from.Channels * stretch;
        for (var first = 0; first < all; first += stretch)
        {
            _queue.Start(GpuKernels.WinogradInput).View(_arena).View(_workspace).View(_live)
                .Ints(_stride, input, from.Channels, from.Height, from.Width, tilesY, tilesX, layer.Pad.Height, layer.Pad.Width, first, stretch);
            _queue.LaunchOver(from.Channels * stretch, 1);
            _queue.Start(form.Kernel).View(_workspace).View(weights).View(_live)
                .Ints(products, weight, from.Channels, to.Channels, tilesY * tilesX, first, stretch, _model.Parameters.Half);
            _queue.Launch(Tiles(stretch, form.Columns), Tiles(to.Channels, form.Rows), 16);
            _queue.Start(GpuKernels.WinogradOutput).View(_workspace).View(_arena).View(weights).View(_live)
                .Ints(products, _stride, output, residual, bias, to.Channels, to.Height, to.Width, tilesY, tilesX, first, stretch, (int)layer.Activation);
            _queue.LaunchOver(to.Channels * stretch, 1);
        }
    }

    private static int Tiles(int length, int tile) => (length + tile - 1) / tile;

    private static ArgumentList Shape(ArgumentList arguments, Conv2D layer) => arguments
        .Ints(layer.Input.Channels / layer.Groups, layer.Input.Height, layer.Input.Width)
        .Ints(layer.Output.Channels / layer.Groups, layer.Output.Height, layer.Output.Width)
        .Ints(layer.Kernel.Height, layer.Kernel.Width, layer.Stride.Height, layer.Stride.Width, layer.Pad.Height, layer.Pad.Width)
        .Ints(layer.Dilation.Height, layer.Dilation.Width);
}
