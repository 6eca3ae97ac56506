namespace Freeze.Calibration.Certification;

/// <summary>How far down the list of candidates the certifying images allowed to go.</summary>
public sealed record TestResult
{
    /// <summary>Index of the last candidate that passed; -1 when not even the safest did.</summary>
    public required int Accepted { get; init; }

    /// <summary>Its thresholds; null when there is none.</summary>
    public required float[]? Thresholds { get; init; }

    /// <summary>Images that were tested.</summary>
    public required int Images { get; init; }

    /// <summary>How many of them got another answer than the network's.</summary>
    public required int Disagreements { get; init; }

    /// <summary>Exact upper bound that these counts give; 1 when nothing passed.</summary>
    public required double Bound { get; init; }

    /// <summary>Bound of the safest candidate: the tightest risk that these images could have certified.</summary>
    public required double Tightest { get; init; }
}
