using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>The two-dimensional transforms of one tile and one vector of channels: the one-dimensional one along rows, then along columns.</summary>
internal static unsafe class WinogradTransforms
{
    /// <summary>The transform of the input; up to 25 points stay in registers between the passes, more lie in memory.</summary>
    /// <param name="source">First pixel of the tile.</param>
    /// <param name="rowStride">Floats from one row of pixels to the next.</param>
    /// <param name="pass">Room for the tile between the passes.</param>
    /// <param name="points">First point.</param>
    /// <param name="step">Floats from one point of a row to the next.</param>
    /// <param name="row">Floats from one row of points to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<T, V, S>(float* source, nint rowStride, float* pass, float* points, nint step, nint row)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        if (T.Points > 5)
        {
            for (var y = 0; y < T.Inputs; y++)
                InputLine<T, V, S>(source + y * rowStride, Shape.Block, pass + y * T.Points * S.Lanes, S.Lanes);
            for (var column = 0; column < T.Points; column++)
                InputLine<T, V, S>(pass + column * S.Lanes, T.Points * S.Lanes, points + column * step, row);
            return;
        }

        InputRow<T, V, S>(source, out var a0, out var a1, out var a2, out var a3, out var a4);
        InputRow<T, V, S>(source + rowStride, out var b0, out var b1, out var b2, out var b3, out var b4);
        InputRow<T, V, S>(source + 2 * rowStride, out var c0, out var c1, out var c2, out var c3, out var c4);
        InputRow<T, V, S>(source + 3 * rowStride, out var d0, out var d1, out var d2, out var d3, out var d4);
        V e0 = default, e1 = default, e2 = default, e3 = default, e4 = default;
        if (T.Inputs > 4) InputRow<T, V, S>(source + 4 * rowStride, out e0, out e1, out e2, out e3, out e4);
        InputColumn<T, V, S>(a0, b0, c0, d0, e0, points, row);
        InputColumn<T, V, S>(a1, b1, c1, d1, e1, points + step, row);
        InputColumn<T, V, S>(a2, b2, c2, d2, e2, points + 2 * step, row);
        InputColumn<T, V, S>(a3, b3, c3, d3, e3, points + 3 * step, row);
        if (T.Points > 4) InputColumn<T, V, S>(a4, b4, c4, d4, e4, points + 4 * step, row);
    }

    /// <summary>Transforms the weights of some output channels of a block for some blocks of input channels.</summary>
    /// <typeparam name="R">The transform of a kernel's rows.</typeparam>
    /// <typeparam name="C">The transform of its columns, to as many weights.</typeparam>
    /// <typeparam name="V">The vector type.</typeparam>
    /// <typeparam name="S">The vector's operations.</typeparam>
    /// <param name="first">Weights of the first input block.</param>
    /// <param name="source">How they are packed.</param>
    /// <param name="outputs">Output channels, whole vectors.</param>
    /// <param name="blocks">Input blocks.</param>
    /// <param name="channels">Channels of an input block.</param>
    /// <param name="target">First transformed weight.</param>
    /// <param name="step">Floats from one transformed weight of a kernel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Kernels<R, C, V, S>(float* first, in KernelLayout source, int outputs, int blocks, int channels, float* target, nint step)
        where R : struct, IKernelTransform
        where C : struct, IKernelTransform
        where V : struct
        where S : struct, ISimd<V>
    {
        var rows = channels * Shape.Block;
        for (var block = 0; block < blocks; block++, first += source.InputBlock, target += rows)
        for (var channel = 0; channel < rows; channel += Shape.Block)
        for (var lane = channel; lane < channel + outputs; lane += S.Lanes)
            Weights<R, C, V, S>(first + lane, source.Tap, source.Row, target + lane, step);
    }

    /// <summary>Transforms the rows of weights whose columns are transformed already, for one block of output channels.</summary>
    /// <typeparam name="T">The algorithm.</typeparam>
    /// <typeparam name="V">The vector type.</typeparam>
    /// <typeparam name="S">The vector's operations.</typeparam>
    /// <param name="first">Weights of the first input block.</param>
    /// <param name="source">How they are packed.</param>
    /// <param name="outputs">Output channels, whole vectors.</param>
    /// <param name="blocks">Input blocks.</param>
    /// <param name="target">First transformed weight.</param>
    /// <param name="step">Floats from one transformed weight of a kernel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void KernelRows<T, V, S>(float* first, in KernelLayout source, int outputs, int blocks, float* target, nint step)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var block = 0; block < blocks; block++, first += source.InputBlock, target += KernelLayout.BlockPair)
        for (var row = 0; row < T.Weights; row++)
        {
            float* taps = first + row * source.Row, weights = target + row * T.Weights * step;
            for (var channel = 0; channel < KernelLayout.BlockPair; channel += Shape.Block)
            for (var lane = channel; lane < channel + outputs; lane += S.Lanes)
            {
                Row<T, V, S>(taps + lane, source.Tap, out var w0, out var w1, out var w2, out var w3, out var w4, out var w5, out _);
                S.Store(w0, weights + lane);
                S.Store(w1, weights + step + lane);
                S.Store(w2, weights + 2 * step + lane);
                S.Store(w3, weights + 3 * step + lane);
                S.Store(w4, weights + 4 * step + lane);
                S.Store(w5, weights + 5 * step + lane);
            }
        }
    }

    /// <summary>The transform of a kernel, which stays in registers between the two passes.</summary>
    /// <param name="taps">First of the kernel's values.</param>
    /// <param name="tapStep">Floats from one to the next in a row.</param>
    /// <param name="row">Floats from one row to the next.</param>
    /// <param name="weights">First transformed weight.</param>
    /// <param name="step">Floats from one transformed weight to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights<R, C, V, S>(float* taps, nint tapStep, nint row, float* weights, nint step)
        where R : struct, IKernelTransform
        where C : struct, IKernelTransform
        where V : struct
        where S : struct, ISimd<V>
    {
        Row<R, V, S>(taps, tapStep, out var a0, out var a1, out var a2, out var a3, out var a4, out var a5, out var a6);
        Row<R, V, S>(taps + row, tapStep, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5, out var b6);
        Row<R, V, S>(taps + 2 * row, tapStep, out var c0, out var c1, out var c2, out var c3, out var c4, out var c5, out var c6);
        V d0 = default, d1 = default, d2 = default, d3 = default, d4 = default, d5 = default, d6 = default;
        if (C.Taps > 3) Row<R, V, S>(taps + 3 * row, tapStep, out d0, out d1, out d2, out d3, out d4, out d5, out d6);
        Column<C, V, S>(a0, b0, c0, d0, weights, C.Weights * step);
        Column<C, V, S>(a1, b1, c1, d1, weights + step, C.Weights * step);
        Column<C, V, S>(a2, b2, c2, d2, weights + 2 * step, C.Weights * step);
        Column<C, V, S>(a3, b3, c3, d3, weights + 3 * step, C.Weights * step);
        if (C.Weights == 4) return;
        Column<C, V, S>(a4, b4, c4, d4, weights + 4 * step, C.Weights * step);
        Column<C, V, S>(a5, b5, c5, d5, weights + 5 * step, C.Weights * step);
        if (C.Weights > 6) Column<C, V, S>(a6, b6, c6, d6, weights + 6 * step, C.Weights * step);
    }

    /// <summary>The transform of the products and what follows it, all in registers.</summary>
    /// <param name="points">First point.</param>
    /// <param name="step">Floats from one point to the next.</param>
    /// <param name="results">Where the results go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<T, V, S>(float* points, nint step, in WinogradTarget results)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        // A copy, whose fields need not be read again after each store.
        var target = results;
        var row = T.Points * step;
        OutputRow<T, V, S>(points, step, out var a0, out var a1, out var a2, out var a3);
        OutputRow<T, V, S>(points + row, step, out var b0, out var b1, out var b2, out var b3);
        OutputRow<T, V, S>(points + 2 * row, step, out var c0, out var c1, out var c2, out var c3);
        OutputRow<T, V, S>(points + 3 * row, step, out var d0, out var d1, out var d2, out var d3);
        V e0 = default, e1 = default, e2 = default, e3 = default, f0 = default, f1 = default, f2 = default, f3 = default;
        V g0 = default, g1 = default, g2 = default, g3 = default, h0 = default, h1 = default, h2 = default, h3 = default;
        V i0 = default, i1 = default, i2 = default, i3 = default;
        if (T.Points > 4) OutputRow<T, V, S>(points + 4 * row, step, out e0, out e1, out e2, out e3);
        if (T.Points > 5) OutputRow<T, V, S>(points + 5 * row, step, out f0, out f1, out f2, out f3);
        if (T.Points > 6) OutputRow<T, V, S>(points + 6 * row, step, out g0, out g1, out g2, out g3);
        if (T.Points > 7) OutputRow<T, V, S>(points + 7 * row, step, out h0, out h1, out h2, out h3);
        if (T.Points > 7) OutputRow<T, V, S>(points + 8 * row, step, out i0, out i1, out i2, out i3);
        OutputColumn<T, V, S>(a0, b0, c0, d0, e0, f0, g0, h0, i0, target, 0);
        OutputColumn<T, V, S>(a1, b1, c1, d1, e1, f1, g1, h1, i1, target, 1);
        if (T.Outputs == 2) return;
        OutputColumn<T, V, S>(a2, b2, c2, d2, e2, f2, g2, h2, i2, target, 2);
        OutputColumn<T, V, S>(a3, b3, c3, d3, e3, f3, g3, h3, i3, target, 3);
    }

    /// <summary>One line of the input's transform from memory to memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine<T, V, S>(float* source, nint step, float* target, nint targetStep)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        V d6 = default, d7 = default, d8 = default;
        if (T.Inputs > 6) d6 = S.Load(source + 6 * step);
        if (T.Inputs > 7) (d7, d8) = (S.Load(source + 7 * step), S.Load(source + 8 * step));
        T.TransformInput<V, S>(
            S.Load(source), S.Load(source + step), S.Load(source + 2 * step), S.Load(source + 3 * step), S.Load(source + 4 * step),
            S.Load(source + 5 * step), d6, d7, d8,
            out var p0, out var p1, out var p2, out var p3, out var p4, out var p5, out var p6, out var p7, out var p8);
        S.Store(p0, target);
        S.Store(p1, target + targetStep);
        S.Store(p2, target + 2 * targetStep);
        S.Store(p3, target + 3 * targetStep);
        S.Store(p4, target + 4 * targetStep);
        S.Store(p5, target + 5 * targetStep);
        if (T.Points == 6) return;
        S.Store(p6, target + 6 * targetStep);
        if (T.Points == 7) return;
        S.Store(p7, target + 7 * targetStep);
        S.Store(p8, target + 8 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputRow<T, V, S>(float* source, out V p0, out V p1, out V p2, out V p3, out V p4)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        var d4 = T.Inputs > 4 ? S.Load(source + 4 * Shape.Block) : default;
        T.TransformInput<V, S>(
            S.Load(source), S.Load(source + Shape.Block), S.Load(source + 2 * Shape.Block), S.Load(source + 3 * Shape.Block), d4,
            default, default, default, default, out p0, out p1, out p2, out p3, out p4, out _, out _, out _, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputColumn<T, V, S>(V d0, V d1, V d2, V d3, V d4, float* points, nint step)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        T.TransformInput<V, S>(
            d0, d1, d2, d3, d4, default, default, default, default,
            out var p0, out var p1, out var p2, out var p3, out var p4, out _, out _, out _, out _);
        S.Store(p0, points);
        S.Store(p1, points + step);
        S.Store(p2, points + 2 * step);
        S.Store(p3, points + 3 * step);
        if (T.Points > 4) S.Store(p4, points + 4 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputRow<T, V, S>(float* points, nint step, out V o0, out V o1, out V o2, out V o3)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        V m4 = default, m5 = default, m6 = default, m7 = default, m8 = default;
        if (T.Points > 4) m4 = S.Load(points + 4 * step);
        if (T.Points > 5) m5 = S.Load(points + 5 * step);
        if (T.Points > 6) m6 = S.Load(points + 6 * step);
        if (T.Points > 7) m7 = S.Load(points + 7 * step);
        if (T.Points > 7) m8 = S.Load(points + 8 * step);
        T.TransformOutput<V, S>(
            S.Load(points), S.Load(points + step), S.Load(points + 2 * step), S.Load(points + 3 * step), m4, m5, m6, m7, m8,
            out o0, out o1, out o2, out o3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputColumn<T, V, S>(V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, in WinogradTarget target, int x)
        where T : struct, IWinograd
        where V : struct
        where S : struct, ISimd<V>
    {
        if (x >= target.Columns) return;
        T.TransformOutput<V, S>(m0, m1, m2, m3, m4, m5, m6, m7, m8, out var o0, out var o1, out var o2, out var o3);
        target.Store<V, S>(o0, 0, x);
        if (target.Rows > 1) target.Store<V, S>(o1, 1, x);
        if (T.Outputs == 2) return;
        if (target.Rows > 2) target.Store<V, S>(o2, 2, x);
        if (target.Rows > 3) target.Store<V, S>(o3, 3, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, V, S>(float* taps, nint step, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where T : struct, IKernelTransform
        where V : struct
        where S : struct, ISimd<V>
    {
        var g3 = T.Taps > 3 ? S.Load(taps + 3 * step) : default;
        T.TransformWeights<V, S>(
            S.Load(taps), S.Load(taps + step), S.Load(taps + 2 * step), g3, out w0, out w1, out w2, out w3, out w4, out w5, out w6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<T, V, S>(V g0, V g1, V g2, V g3, float* weights, nint step)
        where T : struct, IKernelTransform
        where V : struct
        where S : struct, ISimd<V>
    {
        T.TransformWeights<V, S>(g0, g1, g2, g3, out var w0, out var w1, out var w2, out var w3, out var w4, out var w5, out var w6);
        S.Store(w0, weights);
        S.Store(w1, weights + step);
        S.Store(w2, weights + 2 * step);
        S.Store(w3, weights + 3 * step);
        if (T.Weights == 4) return;
        S.Store(w4, weights + 4 * step);
        S.Store(w5, weights + 5 * step);
        if (T.Weights > 6) S.Store(w6, weights + 6 * step);
    }
}
