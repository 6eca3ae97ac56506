using Freeze.Cpu.Convolutions;
using Freeze.Layers;

namespace Freeze.Cpu;

/// <summary>The layers with weights that mix channels.</summary>
internal sealed unsafe partial class CpuSession
{
    /// <summary>Work below this many multiply-accumulates is done before a second thread has woken up.</summary>
    private const long WorthSharing = 500_000;

    private Scratch Scratch => new(_scratch.Pointer, _scratchFloats);

    public override void Conv2D(int input, Conv2D layer, int output) => Convolve(layer, input, residual: -1, output);

    public override void Conv2D(int input, Conv2D layer, int add, int output) => Convolve(layer, input, add, output);

    /// <summary>A dense layer is a direct convolution whose kernel covers its input.</summary>
    public override void Dense(int input, Dense layer, int output)
    {
        var operands = new Operands(Live, _model.Bound[layer.Index], input, output);
        Direct.Run(new DirectGeometry(layer), layer, operands, _model.Workers, IsSmall(layer), InstructionSet.Width);
    }

    private void Convolve(Conv2D layer, int input, int residual, int output)
    {
        var weights = _model.Bound[layer.Index];
        var operands = new Operands(Live, weights, input, output, residual);
        ConvolutionForms.Run(weights.Form, layer, operands, Scratch, _model.Workers, IsSmall(layer), InstructionSet.Width);
    }

    private bool IsSmall(Layer layer) => layer.Macs * _live < WorthSharing;
}
