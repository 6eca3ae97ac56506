namespace Freeze.Bench.OnnxRuntimeService;

/// <summary>What the counterpart runs, and how.</summary>
internal sealed class OnnxOptions
{
    public static Dictionary<string, string> Switches { get; } = new()
    {
        ["--onnx"] = "Onnx:Path", ["--mean"] = "Onnx:Mean", ["--deviation"] = "Onnx:Deviation", ["--workers"] = "Onnx:Workers", ["--threads"] = "Onnx:Threads",
        ["--max-batch"] = "Onnx:MaxBatch",
    };

    /// <summary>The ONNX file.</summary>
    public string Path { get; set; } = "";

    /// <summary>Mean of each channel with pixels in 0..1, separated by commas.</summary>
    public string Mean { get; set; } = "0,0,0";

    /// <summary>Standard deviation of each channel with pixels in 0..1, separated by commas.</summary>
    public string Deviation { get; set; } = "1,1,1";

    /// <summary>Batches that run at once, each on a thread of its own; 0 takes one for each core.</summary>
    public int Workers { get; set; }

    /// <summary>Intra-op threads of the session. With 1 the caller's thread does it all, so every worker has a core.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>Images that run together at most.</summary>
    public int MaxBatch { get; set; } = 8;
}
