using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>The layers that work value by value, pixel by pixel or window by window.</summary>
internal sealed unsafe partial class GpuSession
{
    public override void MaxPool(int input, MaxPool layer, int output) =>
        Pool(GpuKernels.MaxPool, input, layer, output, layer.Kernel, layer.Stride, layer.Pad, countPadding: false);

    public override void AveragePool(int input, AveragePool layer, int output) =>
        Pool(GpuKernels.AveragePool, input, layer, output, layer.Kernel, layer.Stride, layer.Pad, layer.CountPadding);

    public override void GlobalAveragePool(int input, GlobalAveragePool layer, int output)
    {
        _queue.Start(GpuKernels.GridPool).View(_arena).View(_arena).View(_live)
            .Ints(_stride, input, _stride, output, layer.Input.Height, layer.Input.Width, 1);
        _queue.Launch(layer.Input.Channels, Count);
    }

    public override void ScaleShift(int input, ScaleShift layer, int output)
    {
        var (scale, shift, _) = _model.Parameters[layer];
        _queue.Start(GpuKernels.ScaleShift).View(_arena).View(_model.Parameters.Buffer).View(_live)
            .Ints(_stride, input, output, scale, shift, Values(layer.Output))
            .Ints(layer.PerElement ? 1 : Area(layer.Output), (int)layer.Activation);
        _queue.LaunchOver(Values(layer.Output), Count);
    }

    public override void Add(int first, int second, Add layer, int output) => Combine(GpuKernels.Sum, first, second, layer.Other, layer, output);

    public override void Multiply(int first, int second, Multiply layer, int output) =>
        Combine(GpuKernels.Multiply, first, second, layer.Other, layer, output);

    public override void LayerNorm(int input, LayerNorm layer, int output)
    {
        var (scale, shift, _) = _model.Parameters[layer];
        _queue.Start(GpuKernels.LayerNorm).View(_arena).View(_model.Parameters.Buffer).View(_live)
            .Ints(_stride, input, output, scale, shift, layer.Output.Channels, Area(layer.Output), (int)layer.Activation).Floats(layer.Epsilon);
        _queue.LaunchOver(Area(layer.Output), Count);
    }

    public override void Activate(int input, Activate layer, int output)
    {
        _queue.Start(GpuKernels.Activate).View(_arena).View(_live)
            .Ints(_stride, input, output, Values(layer.Output), (int)layer.Activation).Floats(layer.Alpha, layer.Beta);
        _queue.LaunchOver(Values(layer.Output), Count);
    }

    public override void Concat(ReadOnlySpan<int> inputs, Concat layer, int output)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var values = Values(layer.Inputs[i]);
            _queue.Start(GpuKernels.Copy).View(_arena).View(_arena).View(_live).Ints(_stride, inputs[i], _stride, output, values);
            _queue.LaunchOver(values, Count);
            output += values;
        }
    }

    public override void Softmax(int input, Softmax layer, int output) => Normalise(input, layer, output, logarithm: 0);

    public override void LogSoftmax(int input, LogSoftmax layer, int output) => Normalise(input, layer, output, logarithm: 1);

    public override void Resample(int input, Resample layer, int output)
    {
        var (rows, columns, _) = _model.Parameters[layer];
        _queue.Start(GpuKernels.Resample).View(_arena).View(_model.Parameters.Buffer).View(_live)
            .Ints(_stride, input, output, rows, columns, layer.Input.Channels, layer.Input.Height, layer.Input.Width)
            .Ints(layer.Output.Height, layer.Output.Width);
        _queue.LaunchOver(Values(layer.Output), Count);
    }

    public override void Rearrange(int input, Rearrange layer, int output)
    {
        var values = Values(layer.Output);
        var launch = _queue.Start(GpuKernels.Rearrange).View(_arena).View(_live).Ints(_stride, input + layer.Offset, output, values);
        Axes(launch, layer.Lengths, absent: 1);
        Axes(launch, layer.Strides, absent: 0);
        _queue.LaunchOver(values, Count);
    }

    // The kernel takes all axes that a view may have, the innermost one last.
    private static void Axes(ArgumentList launch, int[] axes, int absent)
    {
        for (var i = axes.Length; i < Layers.Rearrange.MostAxes; i++) launch.Ints(absent);
        launch.Ints(axes);
    }

    private static int Values(Shape shape) => shape.Channels * shape.Height * shape.Width;

    private static int Area(Shape shape) => shape.Height * shape.Width;

    private void Pool(GpuKernel kernel, int input, Layer layer, int output, Extent size, Extent stride, Extent pad, bool countPadding)
    {
        _queue.Start(kernel).View(_arena).View(_live).Ints(_stride, input, output)
            .Ints(layer.Input.Channels, layer.Input.Height, layer.Input.Width, layer.Output.Height, layer.Output.Width)
            .Ints(size.Height, size.Width, stride.Height, stride.Width, pad.Height, pad.Width, countPadding ? 1 : 0);
        _queue.LaunchOver(Values(layer.Output), Count);
    }

    private void Combine(GpuKernel kernel, int first, int second, Shape other, Layer layer, int output)
    {
        // A second tensor of the same size has a value for each, a lone pixel one for each channel.
        var shared = (other.Height, other.Width) == (layer.Output.Height, layer.Output.Width) ? 1 : Area(layer.Output);
        _queue.Start(kernel).View(_arena).View(_live).Ints(_stride, first, second, output, Values(layer.Output), shared, (int)layer.Activation);
        _queue.LaunchOver(Values(layer.Output), Count);
    }

    private void Normalise(int input, Layer layer, int output, int logarithm)
    {
        _queue.Start(GpuKernels.Softmax).View(_arena).View(_live).Ints(_stride, input, output, layer.Input.Channels, logarithm);
        _queue.Launch(Count);
    }
}
