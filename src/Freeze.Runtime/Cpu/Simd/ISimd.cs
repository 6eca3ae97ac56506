using System.Diagnostics.CodeAnalysis;

namespace Freeze.Cpu.Simd;

/// <summary>
/// The vector operations that kernels need, so that one source serves every width: as static abstract members of a struct they are inlined
/// and cost nothing.
/// </summary>
/// <typeparam name="V">The vector type.</typeparam>
internal unsafe interface ISimd<V>
    where V : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Registers for vectors.</summary>
    static abstract int Registers { get; }

    /// <summary>Whether the processor multiplies by one lane of a vector as fast as by a whole one: then no input need be broadcast.</summary>
    static abstract bool MultipliesByLane { get; }

    static abstract V Load(float* source);

    static abstract void Store(V value, float* destination);

    static abstract V Broadcast(float value);

    static abstract V Add(V left, V right);

    static abstract V Subtract(V left, V right);

    static abstract V Multiply(V left, V right);

    /// <summary>a * b + c with one rounding.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>a * b[lane] + c with one rounding; the lane is a constant, 0 to 3.</summary>
    static abstract V MultiplyAddLane(V a, V b, [ConstantExpected(Max = (byte)3)] byte lane, V c);

    static abstract V Max(V left, V right);

    static abstract V Min(V left, V right);

    /// <summary>The value between two bounds; a value that is not a number stays so.</summary>
    static abstract V Clamp(V value, V floor, V ceiling);
}
