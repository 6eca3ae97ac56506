namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>Where the transformed weights of a pair of output vectors lie, and what to fetch while they are in use.</summary>
/// <param name="first">First weight of the first vector.</param>
/// <param name="toSecond">Floats to the second vector.</param>
/// <param name="step">Floats from one transformed weight of a kernel to the next.</param>
/// <param name="end">What is read after them.</param>
/// <param name="next">Floats to fetch from there all along; 0 where weights are fetched slice by slice.</param>
internal readonly unsafe struct WinogradWeights(float* first, nint toSecond, nint step, float* end, int next)
{
    public float* First { get; } = first;

    public nint ToSecond { get; } = toSecond;

    public nint Step { get; } = step;

    public float* End { get; } = end;

    public int Next { get; } = next;
}
