namespace Freeze.Bench.Paper;

/// <summary>A cache of one probe as the paper describes it, behind the projection.</summary>
internal interface IPaperCache
{
    /// <summary>Multiply-accumulates of a look-up, without the projection.</summary>
    long Macs { get; }

    /// <summary>Looks a key up.</summary>
    /// <returns>Class and confidence; confidences of different probes cannot be compared.</returns>
    (int Class, float Confidence) LookUp(ReadOnlySpan<float> key);
}
