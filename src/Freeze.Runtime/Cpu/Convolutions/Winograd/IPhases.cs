using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>A convolution in two phases, by chunks of the batch: transform the input; multiply and transform back.</summary>
internal unsafe interface IPhases
{
    /// <summary>Chunks of the batch, each of which fits scratch memory.</summary>
    int Chunks { get; }

    /// <summary>Parts of a chunk's first phase: blocks of input channels.</summary>
    int Inputs { get; }

    /// <summary>Parts of a chunk's second phase: pairs of output vectors.</summary>
    int Outputs { get; }

    /// <summary>Transforms a block of input channels.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="block">The block.</param>
    /// <param name="points">Scratch memory that receives the chunk's transformed input.</param>
    /// <param name="own">Scratch memory of this thread.</param>
    void TransformInput<V, S>(int chunk, int block, float* points, float* own)
        where V : struct
        where S : struct, ISimd<V>;

    /// <summary>Makes the outputs of a pair of vectors.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="group">The pair.</param>
    /// <param name="points">Scratch memory that has the chunk's transformed input.</param>
    /// <param name="own">Scratch memory of this thread.</param>
    void Multiply<V, S>(int chunk, int group, float* points, float* own)
        where V : struct
        where S : struct, ISimd<V>;
}
