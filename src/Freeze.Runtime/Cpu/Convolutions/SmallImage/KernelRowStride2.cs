using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.SmallImage;

/// <summary>From eight pixels: eleven products instead of twelve.</summary>
internal readonly unsafe struct KernelRowStride2 : IKernelRow
{
    static int IKernelRow.Stride => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void IKernelRow.Multiply<V, S>(float* x, V left, V middle, V right, ref V a, ref V b, ref V c, ref V d)
    {
        a = S.MultiplyAdd(S.Broadcast(x[Shape.Block]), middle, a);
        b = S.MultiplyAdd(S.Broadcast(x[3 * Shape.Block]), middle, b);
        c = S.MultiplyAdd(S.Broadcast(x[5 * Shape.Block]), middle, c);
        d = S.MultiplyAdd(S.Broadcast(x[7 * Shape.Block]), middle, d);
        var p = S.Broadcast(x[2 * Shape.Block]);
        a = S.MultiplyAdd(p, right, a);
        b = S.MultiplyAdd(p, left, b);
        p = S.Broadcast(x[4 * Shape.Block]);
        b = S.MultiplyAdd(p, right, b);
        c = S.MultiplyAdd(p, left, c);
        p = S.Broadcast(x[6 * Shape.Block]);
        c = S.MultiplyAdd(p, right, c);
        d = S.MultiplyAdd(p, left, d);
        d = S.MultiplyAdd(S.Broadcast(x[8 * Shape.Block]), right, d);
    }
}
