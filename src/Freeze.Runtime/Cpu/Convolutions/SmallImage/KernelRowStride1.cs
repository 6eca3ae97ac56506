using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.SmallImage;

/// <summary>From four pixels: ten products instead of twelve.</summary>
internal readonly unsafe struct KernelRowStride1 : IKernelRow
{
    static int IKernelRow.Stride => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void IKernelRow.Multiply<V, S>(float* x, V left, V middle, V right, ref V a, ref V b, ref V c, ref V d)
    {
        var p = S.Broadcast(x[Shape.Block]);
        a = S.MultiplyAdd(p, middle, a);
        b = S.MultiplyAdd(p, left, b);
        p = S.Broadcast(x[2 * Shape.Block]);
        a = S.MultiplyAdd(p, right, a);
        b = S.MultiplyAdd(p, middle, b);
        c = S.MultiplyAdd(p, left, c);
        p = S.Broadcast(x[3 * Shape.Block]);
        b = S.MultiplyAdd(p, right, b);
        c = S.MultiplyAdd(p, middle, c);
        d = S.MultiplyAdd(p, left, d);
        p = S.Broadcast(x[4 * Shape.Block]);
        c = S.MultiplyAdd(p, right, c);
        d = S.MultiplyAdd(p, middle, d);
    }
}
