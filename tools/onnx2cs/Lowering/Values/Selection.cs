namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>What a slice or pad leaves of an axis: zeros, then elements Start, Start + Step, ..., then zeros.</summary>
internal readonly record struct Selection(int Start, int Step, int Count, int ZerosBefore, int ZerosAfter)
{
    public int Length => ZerosBefore + Count + ZerosAfter;

    public bool HasZeros => ZerosBefore > 0 || ZerosAfter > 0;

    /// <summary>Whether every element of an axis stays, with zeros around perhaps.</summary>
    public bool KeepsAll(int length) => Start == 0 && (Step == 1 || length == 1) && Count == length;

    /// <summary>
    /// Whether a strided window finds zeros where the selection has them: just outside what was taken there must be no pixel
    /// that was left out.
    /// </summary>
    public bool IsWindow(int length) => (ZerosBefore == 0 || Start < Step) && (ZerosAfter == 0 || Start + (Count * Step) >= length);

    /// <summary>The source of each element; -1 for zeros.</summary>
    public int Source(int index) => index < ZerosBefore || index >= ZerosBefore + Count ? -1 : Start + ((index - ZerosBefore) * Step);
}
