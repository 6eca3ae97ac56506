namespace Freeze.Cpu.Convolutions;

/// <summary>One row of results of a pair of vectors: where they go and what is added and clamped on the way.</summary>
internal unsafe struct EpilogueLine
{
    /// <summary>Pixel 0 of the first vector.</summary>
    public float* Output;

    /// <summary>Distance of the second vector's output.</summary>
    public nint OutputToSecond;

    /// <summary>Residual of pixel 0 for the first vector; null when there is none.</summary>
    public float* Residual;

    /// <summary>Distance of the second vector's residual.</summary>
    public nint ResidualToSecond;

    /// <summary>Bias of the first vector.</summary>
    public float* Bias;

    /// <summary>Distance of the second vector's bias.</summary>
    public nint BiasToSecond;

    /// <summary>Lower bound of the results.</summary>
    public float Floor;

    /// <summary>Upper bound of the results.</summary>
    public float Ceiling;
}
