namespace Freeze.Cpu;

/// <summary>Memory that a layer needs only while it runs: one piece for each worker.</summary>
/// <param name="start">Piece of worker 0.</param>
/// <param name="stride">Floats from one worker's piece to the next.</param>
internal readonly unsafe struct Scratch(float* start, nint stride)
{
    /// <summary>The piece of a worker.</summary>
    public float* Of(int worker) => start + worker * stride;
}
