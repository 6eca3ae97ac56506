namespace Freeze.Samples.Conveyor;

/// <summary>How a stream behaves, and what drifts in it.</summary>
public sealed record ConveyorStreamOptions
{
    /// <summary>The fewest frames that a part stays in view.</summary>
    public int ShortestStay { get; init; } = 4;

    /// <summary>The most frames that a part stays in view.</summary>
    public int LongestStay { get; init; } = 9;

    /// <summary>How bright the lamp is before it loses any light: 1 as for independent frames, above that parts are overexposed.</summary>
    public float Light { get; init; } = 1;

    /// <summary>How much of the light the lamp loses in <see cref="DriftFrames"/> frames: 0 none, 1 all.</summary>
    public float Darken { get; init; }

    /// <summary>How far the parts have turned against the belt after <see cref="DriftFrames"/> frames, in turns.</summary>
    public float Rotate { get; init; }

    /// <summary>The frame at which the drift begins.</summary>
    public long DriftStart { get; init; }

    /// <summary>The frames that the drift takes; it stays where it is afterwards.</summary>
    public long DriftFrames { get; init; } = 1000;
}
