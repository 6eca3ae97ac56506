using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>Where the results of one tile and one vector of channels go, and what is added and clamped on the way.</summary>
internal unsafe struct WinogradTarget
{
    /// <summary>The tile's first pixel.</summary>
    public float* Output;

    /// <summary>Floats from one of its rows to the next.</summary>
    public nint OutputRow;

    /// <summary>Residual of the first pixel; null when there is none.</summary>
    public float* Residual;

    /// <summary>Floats from one row of the residual to the next.</summary>
    public nint ResidualRow;

    /// <summary>Bias.</summary>
    public float* Bias;

    /// <summary>Lower bound of the results.</summary>
    public float Floor;

    /// <summary>Upper bound of the results.</summary>
    public float Ceiling;

    /// <summary>Rows of the tile that lie in the image.</summary>
    public int Rows;

    /// <summary>Columns of the tile that lie in the image.</summary>
    public int Columns;

    /// <summary>Finishes one pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store<V, S>(V value, int y, int x)
        where V : struct
        where S : struct, ISimd<V>
    {
        value = S.Add(value, S.Load(Bias));
        if (Residual != null) value = S.Add(value, S.Load(Residual + y * ResidualRow + x * Shape.Block));
        S.Store(S.Clamp(value, S.Broadcast(Floor), S.Broadcast(Ceiling)), Output + y * OutputRow + x * Shape.Block);
    }
}
