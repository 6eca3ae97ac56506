namespace Freeze.Bench.Comparison;

/// <summary>One row of the comparison. Milliseconds are per image.</summary>
internal sealed record Row
{
    public required string Model { get; init; }

    public required int Batch { get; init; }

    public required int Threads { get; init; }

    /// <summary>Whether Freeze's caches are on; ONNX Runtime runs the whole network either way.</summary>
    public required bool Caches { get; init; }

    /// <summary>Whether ONNX Runtime's idle threads spin, which a trial decided.</summary>
    public required bool OnnxRuntimeSpins { get; init; }

    public required Figures Freeze { get; init; }

    public required Figures OnnxRuntime { get; init; }

    /// <summary>How many times as long ONNX Runtime takes: above 1, Freeze is faster.</summary>
    public required double Ratio { get; init; }

    /// <summary>Multiply-accumulates of the network.</summary>
    public required double NominalMacs { get; init; }

    /// <summary>Multiply-accumulates that Freeze took for an image on average.</summary>
    public required double ExecutedMacs { get; init; }

    /// <summary>Share of Freeze's answers that are ONNX Runtime's.</summary>
    public required double SameAnswers { get; init; }

    /// <summary>Comparison of the outputs of the whole network.</summary>
    public required Agreement Agreement { get; init; }
}
