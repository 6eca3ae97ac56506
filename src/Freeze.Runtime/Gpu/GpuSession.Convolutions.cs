using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>The layers with weights that mix channels.</summary>
internal sealed unsafe partial class GpuSession
{
    public override void Conv2D(int input, Conv2D layer, int output) => Convolve(layer, input, residual: -1, output);

    public override void Conv2D(int input, Conv2D layer, int add, int output) => Convolve(layer, input, add, output);

    public override void Dense(int input, Dense layer, int output)
    {
        var (weight, bias) = _model.Parameters[layer];
        _queue.Start(GpuKernels.Dense).View(_arena).View(_model.Parameters.Buffer).View(_arena).View(_live)
            .Ints(_stride, input, _stride, output, weight, bias, layer.Inputs, 0, (int)layer.Activation);
        _queue.Launch(layer.Output.Channels, Count);
    }

    private void Convolve(Conv2D layer, int input, int residual, int output)
    {
        var (from, to, filters) = (layer.Input, layer.Output, layer.Output.Channels / layer.Groups);
        var (weight, bias) = _model.Parameters[layer];
        var kernel = ConvolutionTile.Choose(layer, Count);
        var arguments = _queue.Start(kernel).View(_arena).View(_model.Parameters.Buffer).View(_live)
            .Ints(_stride, input, output, residual, weight, bias)
            .Ints(from.Channels / layer.Groups, from.Height, from.Width, filters, to.Height, to.Width)
            .Ints(layer.Kernel.Height, layer.Kernel.Width, layer.Stride.Height, layer.Stride.Width, layer.Pad.Height, layer.Pad.Width)
            .Ints(layer.Dilation.Height, layer.Dilation.Width, (int)layer.Activation);
        if (kernel == GpuKernels.GroupedConvolution)
        {
            arguments.Ints(to.Channels);
            _queue.LaunchOver(to.Channels * to.Height * to.Width, Count);
            return;
        }

        var (rows, columns) = ConvolutionTile.Size(kernel);
        _queue.Launch((Count * to.Height * to.Width + columns - 1) / columns, (filters + rows - 1) / rows, layer.Groups);
    }
}
