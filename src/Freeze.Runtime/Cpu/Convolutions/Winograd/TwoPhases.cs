using System.Runtime.Intrinsics;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// Shares a Winograd convolution among threads. A thread takes chunks from input to output; where there are fewer chunks than threads, all
/// threads transform a chunk together and then share its output channels.
/// </summary>
/// <typeparam name="K">The convolution.</typeparam>
/// <param name="phases">The convolution.</param>
/// <param name="scratch">Scratch memory of the session.</param>
/// <param name="width">Bits of a vector.</param>
internal unsafe struct TwoPhases<K>(K phases, Scratch scratch, int width) : IParts
    where K : struct, IPhases
{
    private readonly K _phases = phases;
    private readonly Scratch _scratch = scratch;
    private readonly int _width = width;
    private Share _share;
    private int _chunk;

    /// <summary>What the threads share.</summary>
    private enum Share
    {
        /// <summary>Chunks: each thread takes its own from input to output.</summary>
        Chunks,

        /// <summary>One chunk's input channels.</summary>
        Inputs,

        /// <summary>One chunk's output channels.</summary>
        Outputs,
    }

    /// <summary>Runs the layer.</summary>
    public void Run(Workers workers, bool alone)
    {
        if (alone || _phases.Chunks >= workers.Count)
        {
            workers.Run(ref this, _phases.Chunks, alone);
            return;
        }

        for (_chunk = 0; _chunk < _phases.Chunks; _chunk++)
        {
            _share = Share.Inputs;
            workers.Run(ref this, _phases.Inputs);
            _share = Share.Outputs;
            workers.Run(ref this, _phases.Outputs);
        }
    }

    public readonly void Run(int part, int worker)
    {
        switch (_width)
        {
            case 512: Run<Vector512<float>, Simd512>(part, worker); break;
            case 256: Run<Vector256<float>, Simd256>(part, worker); break;
            default: Run<Vector128<float>, Simd128>(part, worker); break;
        }
    }

    private readonly void Run<V, S>(int part, int worker)
        where V : struct
        where S : struct, ISimd<V>
    {
        var own = _scratch.Of(worker);
        switch (_share)
        {
            case Share.Chunks:
                for (var block = 0; block < _phases.Inputs; block++) _phases.TransformInput<V, S>(part, block, own, own);
                for (var group = 0; group < _phases.Outputs; group++) _phases.Multiply<V, S>(part, group, own, own);
                break;
            case Share.Inputs:
                _phases.TransformInput<V, S>(_chunk, part, _scratch.Of(0), own);
                break;
            default:
                _phases.Multiply<V, S>(_chunk, part, _scratch.Of(0), own);
                break;
        }
    }
}
