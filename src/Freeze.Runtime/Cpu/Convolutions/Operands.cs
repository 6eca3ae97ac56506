using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>Memory of one convolution: its batch, its packed weights and where its tensors lie in each image's arena.</summary>
/// <param name="batch">The live images.</param>
/// <param name="weights">Packed weights and bias.</param>
/// <param name="input">Offset of the input.</param>
/// <param name="output">Offset of the output.</param>
/// <param name="residual">Offset of the residual; negative when there is none.</param>
internal readonly unsafe struct Operands(in Batch batch, CpuWeights weights, int input, int output, int residual = -1)
{
    public Batch Batch { get; } = batch;

    public float* Weight { get; } = weights.Weight;

    public float* Bias { get; } = weights.Bias;

    /// <summary>Input of arena 0.</summary>
    public float* Input { get; } = batch.Arena + input;

    /// <summary>Output of arena 0.</summary>
    public float* Output { get; } = batch.Arena + output;

    /// <summary>Residual of arena 0; null when there is none.</summary>
    public float* Residual { get; } = residual < 0 ? null : batch.Arena + residual;
}
