namespace Freeze.Bench.Service;

/// <summary>What is measured.</summary>
/// <param name="Seconds">Seconds of load on each service.</param>
/// <param name="Connections">Requests under way at once.</param>
/// <param name="Block">Seconds until it is the other service's turn.</param>
/// <param name="Starts">Starts of each service; 0 leaves them out.</param>
/// <param name="MaxBatch">Images that run together at most.</param>
/// <param name="Input">What is sent: raw, jpeg or png.</param>
internal sealed record ServicePlan(int Seconds, int Connections, int Block, int Starts, int MaxBatch, string Input)
{
    public string ContentType => Input == "raw" ? "application/octet-stream" : "image/" + Input;
}
