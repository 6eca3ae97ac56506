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

    /// <summary>The transform of a kernel, which stays in registers between the two passes.</summary>
    /// <param name="taps">First of the kernel's values.</param>
    /// <param name="tapStep">Floats from one to the next.</param>
    /// <param name="weights">First transformed weight.</param>
    /// <param name="step">Floats from one transformed weight to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<T, V, S>(float* taps, nint tapStep, float* weights, nint step)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        var row = T.Taps * tapStep;
        Row<T, V, S>(taps, tapStep, out var a0, out var a1, out var a2, out var a3, out var a4, out var a5);
        Row<T, V, S>(taps + row, tapStep, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5);
        Row<T, V, S>(taps + 2 * row, tapStep, out var c0, out var c1, out var c2, out var c3, out var c4, out var c5);
        V d0 = default, d1 = default, d2 = default, d3 = default, d4 = default, d5 = default;
        if (T.Taps > 3) Row<T, V, S>(taps + 3 * row, tapStep, out d0, out d1, out d2, out d3, out d4, out d5);
        Column<T, V, S>(a0, b0, c0, d0, weights, T.Weights * step);
        Column<T, V, S>(a1, b1, c1, d1, weights + step, T.Weights * step);
        Column<T, V, S>(a2, b2, c2, d2, weights + 2 * step, T.Weights * step);
        Column<T, V, S>(a3, b3, c3, d3, weights + 3 * step, T.Weights * step);
        if (T.Weights == 4) return;
        Column<T, V, S>(a4, b4, c4, d4, weights + 4 * step, T.Weights * step);
        Column<T, V, S>(a5, b5, c5, d5, weights + 5 * step, T.Weights * step);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, V, S>(float* taps, nint step, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        var g3 = T.Taps > 3 ? S.Load(taps + 3 * step) : default;
        T.TransformWeights<V, S>(
            S.Load(taps), S.Load(taps + step), S.Load(taps + 2 * step), g3, out w0, out w1, out w2, out w3, out w4, out w5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<T, V, S>(V g0, V g1, V g2, V g3, float* weights, nint step)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        T.TransformWeights<V, S>(g0, g1, g2, g3, out var w0, out var w1, out var w2, out var w3, out var w4, out var w5);
        S.Store(w0, weights);
        S.Store(w1, weights + step);
        S.Store(w2, weights + 2 * step);
        S.Store(w3, weights + 3 * step);
        if (T.Weights == 4) return;
        S.Store(w4, weights + 4 * step);
        S.Store(w5, weights + 5 * step);
    }
}
