using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>The two-dimensional transforms of one tile and one vector of channels: the one-dimensional one along rows, then along columns.</summary>
internal static unsafe class WinogradTransforms
{
    /// <param name="source">First pixel of the tile.</param>
    /// <param name="rowStride">Floats from one row of pixels to the next.</param>
    /// <param name="pass">Room for the tile between the passes.</param>
    /// <param name="points">First point.</param>
    /// <param name="step">Floats from one point to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<T, V, S>(float* source, nint rowStride, float* pass, float* points, nint step)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var row = 0; row < T.Inputs; row++)
            T.TransformInput<V, S>(source + row * rowStride, Layers.Shape.Block, pass + row * T.Points * S.Lanes, S.Lanes);
        for (var column = 0; column < T.Points; column++)
            T.TransformInput<V, S>(pass + column * S.Lanes, T.Points * S.Lanes, points + column * step, T.Points * step);
    }

    /// <param name="taps">First of the kernel's values.</param>
    /// <param name="tapStep">Floats from one to the next.</param>
    /// <param name="pass">Room for the kernel between the passes.</param>
    /// <param name="weights">First transformed weight.</param>
    /// <param name="step">Floats from one transformed weight to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<T, V, S>(float* taps, nint tapStep, float* pass, float* weights, nint step)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var row = 0; row < T.Taps; row++)
            T.TransformWeights<V, S>(taps + row * T.Taps * tapStep, tapStep, pass + row * T.Weights * S.Lanes, S.Lanes);
        for (var column = 0; column < T.Weights; column++)
            T.TransformWeights<V, S>(pass + column * S.Lanes, T.Weights * S.Lanes, weights + column * step, T.Weights * step);
    }

    /// <param name="points">First point.</param>
    /// <param name="step">Floats from one point to the next.</param>
    /// <param name="pass">Room for the tile between the passes.</param>
    /// <param name="results">[row][column][2 vectors].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<T, V, S>(float* points, nint step, float* pass, float* results)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var row = 0; row < T.Points; row++)
            T.TransformOutput<V, S>(points + row * T.Points * step, step, pass + row * T.Outputs * S.Lanes, S.Lanes);
        for (var column = 0; column < T.Outputs; column++)
            T.TransformOutput<V, S>(pass + column * S.Lanes, T.Outputs * S.Lanes, results + column * 2 * S.Lanes, T.Outputs * 2 * S.Lanes);
    }
}
