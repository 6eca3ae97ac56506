using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Cpu;

/// <summary>The layers that networks other than plain residual ones ask for.</summary>
internal sealed unsafe partial class CpuSession
{
    public override void Multiply(int first, int second, Multiply layer, int output) => MultiplyOperator.Run(Live, first, second, layer, output);

    public override void LayerNorm(int input, LayerNorm layer, int output)
    {
        var weights = _model.Bound[layer.Index];
        LayerNormOperator.Run(Live, input, layer, weights.Weight, weights.Bias, output);
    }

    public override void LogSoftmax(int input, LogSoftmax layer, int output) => LogSoftmaxOperator.Run(Live, input, layer, output);

    public override void Resample(int input, Resample layer, int output)
    {
        var weights = _model.Bound[layer.Index];
        ResampleOperator.Run(Live, input, layer, weights.Weight, weights.Bias, output);
    }

    public override void Rearrange(int input, Rearrange layer, int output) =>
        RearrangeOperator.Run(Live, input, layer, _model.Maps[layer.Index]!, output);
}
